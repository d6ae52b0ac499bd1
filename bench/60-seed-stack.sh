#!/usr/bin/env bash
# The same list page by Django, Django REST framework and Gunicorn, on the same PostgreSQL and the same rows. They check no
# token, no tenant and no permission, which is to their advantage.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

seconds=${BENCH_SECONDS:-5}
clients=${BENCH_CLIENTS:-8}
port=${BENCH_SEED_PORT:-$((${IGNY8_ADDR##*:} + 5))}
need wrk wrk
need python3 python3
python3 -m venv "$work/venv" 2>/dev/null || { echo "python3 has no venv (Debian: apt-get install python3-venv); skipping"; exit 0; }
"$work/venv/bin/pip" -q --disable-pip-version-check install 'django>=5,<6' djangorestframework gunicorn 'psycopg[binary,pool]' 2>"$work/pip.log" ||
  { echo "PyPI does not answer: $(tail -n 1 "$work/pip.log"); skipping"; exit 0; }
sign_in
fill 10000

cat >"$work/seed.py" <<'PY'
import os
from urllib.parse import urlparse
import django
from django.conf import settings

url = urlparse(os.environ["IGNY8_ADMIN_DATABASE_URL"])
settings.configure(
    SECRET_KEY="bench", ALLOWED_HOSTS=["*"], ROOT_URLCONF="seed", USE_TZ=True,
    INSTALLED_APPS=["rest_framework"],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username, "PASSWORD": url.password,
        "HOST": url.hostname, "PORT": url.port, "CONN_MAX_AGE": 600}},
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None,
                    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
                    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination", "PAGE_SIZE": 50},
)
django.setup()
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.urls import path
from rest_framework import generics, serializers

def table(name):
    return type("Meta", (), {"app_label": "seed", "managed": False, "db_table": name})

class Site(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    Meta = table("sites")

class Sector(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    site = models.ForeignKey(Site, models.CASCADE)
    Meta = table("sectors")

class Cluster(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    Meta = table("clusters")

class Keyword(models.Model):
    id = models.UUIDField(primary_key=True)
    account_id = models.UUIDField()
    sector = models.ForeignKey(Sector, models.CASCADE)
    cluster = models.ForeignKey(Cluster, models.SET_NULL, null=True)
    keyword = models.TextField()
    volume = models.BigIntegerField(null=True)
    difficulty = models.SmallIntegerField(null=True)
    cpc = models.FloatField(null=True)
    intent = models.TextField(null=True)
    country = models.TextField(null=True)
    source = models.TextField()
    pinned = models.BooleanField()
    stray = models.BooleanField()
    volume_bucketed = models.BooleanField()
    created_at = models.DateTimeField()
    deleted_in = models.UUIDField(null=True)
    Meta = table("keywords")

class KeywordSerializer(serializers.ModelSerializer):
    sector_name = serializers.CharField(source="sector.name")
    site_name = serializers.CharField(source="sector.site.name")
    cluster_name = serializers.CharField(source="cluster.name", default=None)
    class Meta:
        model = Keyword
        exclude = ["account_id", "deleted_in"]

class Keywords(generics.ListAPIView):
    serializer_class = KeywordSerializer
    def get_queryset(self):
        rows = Keyword.objects.filter(account_id=os.environ["BENCH_ACCOUNT"], deleted_in=None)
        rows = rows.select_related("sector__site", "cluster")
        return rows.filter(volume__gte=self.request.GET.get("volume_min", 0)).order_by(models.F("volume").desc(nulls_last=True), "id")

urlpatterns = [path("keywords", Keywords.as_view())]
application = get_wsgi_application()
PY
workers=$((2 * $(getconf _NPROCESSORS_ONLN) + 1))
(cd "$work" && BENCH_ACCOUNT=$account exec "$work/venv/bin/gunicorn" -w "$workers" -b "127.0.0.1:$port" seed:application >"$work/gunicorn.log" 2>&1) &
seed=$!
trap 'kill "$seed" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do
  curl -fsS "http://127.0.0.1:$port/keywords?volume_min=50000" >"$work/first" 2>/dev/null && break
  sleep 0.2
done
grep -q '"results"' "$work/first" || { echo "the seed stack does not answer:"; tail -n 5 "$work/gunicorn.log"; exit 1; }

# Arguments: address, a header. Prints requests a second and the p99.
load() {
  wrk -t 2 -c "$clients" -d "${seconds}s" --latency -H "$2" "$1" |
    awk '/^Requests\/sec/ { rate = $2 } $1 == "99%" { p99 = $2 } END { print rate, p99 }'
}

read -r theirs their99 < <(load "http://127.0.0.1:$port/keywords?volume_min=50000" 'accept: application/json')
kill "$seed"
wait "$seed" 2>/dev/null || true
read -r ours our99 < <(load "$api/planner/keywords?volume_min=50000&sort=-volume" "authorization: Bearer $token")
echo "the keyword list, 50 of 10,000 rows, $clients clients; Gunicorn with $workers workers; the aim is 10 times the seed's stack"
printf '%-40s %14s %10s\n' '' 'requests /s' p99
printf '%-40s %14.0f %10s\n' 'Django, Django REST framework, Gunicorn' "$theirs" "$their99"
printf '%-40s %14.0f %10s\n' IGNY8 "$ours" "$our99"
awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "ratio %.1f\n", a / b }'
unfill
