-- What people call the device that a sign-in is on, of what browsers say of themselves: “Chrome on Windows” instead of a line of
-- numbers. Programs that are no browsers keep the name that they give.
create function device_name(agent text) returns text language sql immutable parallel safe as $$
  select case
    when coalesce(agent, '') = '' then 'Unknown'
    when agent !~ '^Mozilla/' then agent
    else
      case
        when agent ~ '(Edg|EdgA|EdgiOS)/' then 'Edge'
        when agent ~ '(OPR|OPiOS|Opera)/' then 'Opera'
        when agent ~ 'SamsungBrowser/' then 'Samsung Internet'
        when agent ~ '(Firefox|FxiOS)/' then 'Firefox'
        when agent ~ '(Chrome|CriOS|Chromium)/' then 'Chrome'
        when agent ~ 'Version/[0-9.]+ .*Safari/' then 'Safari'
        else 'Browser'
      end ||
      case
        when agent ~ 'iPhone' then ' on iPhone'
        when agent ~ 'iPad' then ' on iPad'
        when agent ~ 'Android' then ' on Android'
        when agent ~ 'CrOS' then ' on ChromeOS'
        when agent ~ 'Windows' then ' on Windows'
        when agent ~ '(Macintosh|Mac OS X)' then ' on Mac'
        when agent ~ 'Linux' then ' on Linux'
        else ''
      end
  end
$$;
