//! How the text of a file is encoded.

use serde::{Deserialize, Serialize};

/// Declares the encodings once: variant, transmitted name, the name that people read, and the label that decoders know.
macro_rules! encodings {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal, $decoder:literal;)*) => {
        /// How the text of a file is encoded.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Encoding {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl Encoding {
            /// Every encoding, in the order in which lists show them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The transmitted name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The name that people read.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)*
                }
            }

            /// The label by which decoders know it.
            pub const fn decoder(self) -> &'static str {
                match self {
                    $(Self::$variant => $decoder,)*
                }
            }
        }
    };
}

encodings! {
    /// UTF-8 without a byte-order mark.
    Utf8 = "utf8", "UTF-8", "utf-8";
    /// UTF-8 with a byte-order mark.
    Utf8Bom = "utf8_bom", "UTF-8 with BOM", "utf-8";
    /// UTF-8 that a program took for Windows-1252 and encoded once more.
    Utf8Twice = "utf8_twice", "UTF-8, encoded twice", "utf-8-twice";
    /// The same by way of Windows-1251.
    Utf8TwiceCyrillic = "utf8_twice_cyrillic", "UTF-8, encoded twice (Windows-1251)", "utf-8-twice-1251";
    /// The same by way of Windows-1250.
    Utf8TwiceCentral = "utf8_twice_central", "UTF-8, encoded twice (Windows-1250)", "utf-8-twice-1250";
    /// The same by way of Mac Roman.
    Utf8TwiceMac = "utf8_twice_mac", "UTF-8, encoded twice (Mac Roman)", "utf-8-twice-mac";
    /// UTF-16, low byte first.
    Utf16Le = "utf16_le", "UTF-16LE", "utf-16le";
    /// UTF-16, high byte first.
    Utf16Be = "utf16_be", "UTF-16BE", "utf-16be";
    /// UTF-32, low byte first.
    Utf32Le = "utf32_le", "UTF-32LE", "utf-32le";
    /// UTF-32, high byte first.
    Utf32Be = "utf32_be", "UTF-32BE", "utf-32be";
    /// Of Western Europe, Windows; ISO 8859-1 is a part of it.
    Windows1252 = "windows1252", "Western European (Windows-1252)", "windows-1252";
    /// Of Central Europe, Windows.
    Windows1250 = "windows1250", "Central European (Windows-1250)", "windows-1250";
    /// Of Central Europe, ISO.
    Iso8859_2 = "iso8859_2", "Central European (ISO 8859-2)", "iso-8859-2";
    /// Cyrillic, Windows.
    Windows1251 = "windows1251", "Cyrillic (Windows-1251)", "windows-1251";
    /// Cyrillic, ISO.
    Iso8859_5 = "iso8859_5", "Cyrillic (ISO 8859-5)", "iso-8859-5";
    /// Cyrillic, Russian mail.
    Koi8R = "koi8_r", "Cyrillic (KOI8-R)", "koi8-r";
    /// Cyrillic, Ukrainian mail.
    Koi8U = "koi8_u", "Cyrillic (KOI8-U)", "koi8-u";
    /// Cyrillic, DOS.
    Ibm866 = "ibm866", "Cyrillic (DOS, code page 866)", "ibm866";
    /// Greek, Windows.
    Windows1253 = "windows1253", "Greek (Windows-1253)", "windows-1253";
    /// Greek, ISO.
    Iso8859_7 = "iso8859_7", "Greek (ISO 8859-7)", "iso-8859-7";
    /// Turkish, Windows.
    Windows1254 = "windows1254", "Turkish (Windows-1254)", "windows-1254";
    /// Hebrew, Windows.
    Windows1255 = "windows1255", "Hebrew (Windows-1255)", "windows-1255";
    /// Hebrew, ISO.
    Iso8859_8 = "iso8859_8", "Hebrew (ISO 8859-8)", "iso-8859-8";
    /// Arabic, Windows.
    Windows1256 = "windows1256", "Arabic (Windows-1256)", "windows-1256";
    /// Arabic, ISO.
    Iso8859_6 = "iso8859_6", "Arabic (ISO 8859-6)", "iso-8859-6";
    /// Baltic, Windows.
    Windows1257 = "windows1257", "Baltic (Windows-1257)", "windows-1257";
    /// Baltic, ISO.
    Iso8859_13 = "iso8859_13", "Baltic (ISO 8859-13)", "iso-8859-13";
    /// Vietnamese, Windows.
    Windows1258 = "windows1258", "Vietnamese (Windows-1258)", "windows-1258";
    /// Thai, Windows; TIS-620 and ISO 8859-11 are parts of it.
    Windows874 = "windows874", "Thai (Windows-874)", "windows-874";
    /// Western, ISO, with the euro.
    Iso8859_15 = "iso8859_15", "Western European (ISO 8859-15)", "iso-8859-15";
    /// Romanian, ISO.
    Iso8859_16 = "iso8859_16", "Romanian (ISO 8859-16)", "iso-8859-16";
    /// Japanese, Windows.
    ShiftJis = "shift_jis", "Japanese (Shift-JIS)", "shift_jis";
    /// Japanese, Unix.
    EucJp = "euc_jp", "Japanese (EUC-JP)", "euc-jp";
    /// Japanese, mail.
    Iso2022Jp = "iso2022_jp", "Japanese (ISO-2022-JP)", "iso-2022-jp";
    /// Chinese of the mainland; GBK and GB2312 are parts of it.
    Gb18030 = "gb18030", "Simplified Chinese (GB18030)", "gb18030";
    /// Chinese of Taiwan and Hong Kong.
    Big5 = "big5", "Traditional Chinese (Big5)", "big5";
    /// Korean, Windows.
    EucKr = "euc_kr", "Korean (EUC-KR)", "euc-kr";
    /// Western, old Macintosh: what Excel for Mac calls CSV (Macintosh).
    Macintosh = "macintosh", "Western European (Mac Roman)", "macintosh";
    /// Cyrillic, old Macintosh.
    MacCyrillic = "mac_cyrillic", "Cyrillic (Macintosh)", "x-mac-cyrillic";
    /// Western Europe, DOS: what Excel calls CSV (MS-DOS).
    Ibm850 = "ibm850", "Western European (DOS, code page 850)", "cp850";
    /// America, DOS.
    Ibm437 = "ibm437", "Western European (DOS, code page 437)", "cp437";
    /// Central Europe, DOS.
    Ibm852 = "ibm852", "Central European (DOS, code page 852)", "cp852";
    /// Turkish, DOS.
    Ibm857 = "ibm857", "Turkish (DOS, code page 857)", "cp857";
    /// Greek, DOS.
    Ibm737 = "ibm737", "Greek (DOS, code page 737)", "cp737";
    /// Hebrew, DOS.
    Ibm862 = "ibm862", "Hebrew (DOS, code page 862)", "cp862";
    /// Baltic, DOS.
    Ibm775 = "ibm775", "Baltic (DOS, code page 775)", "cp775";
}

impl Encoding {
    /// The encoding of a transmitted name, or of a label as the web knows it (`windows-1251`, `sjis`, `UTF-8`).
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let known = match name.as_str() {
            "sjis" | "cp932" | "windows-31j" => "shift_jis",
            "gbk" | "gb2312" | "cp936" => "gb18030",
            "cp949" | "ks_c_5601-1987" => "euc-kr",
            "cp950" => "big5",
            "latin1" | "iso-8859-1" | "cp1252" | "ascii" | "us-ascii" => "windows-1252",
            "mac-roman" | "macroman" | "x-mac-roman" => "macintosh",
            "utf-16" => "utf-16le",
            "utf-32" => "utf-32le",
            "iso-8859-9" => "windows-1254",
            "tis-620" | "iso-8859-11" => "windows-874",
            "cp866" => "ibm866",
            other => other,
        };
        let windows = known
            .strip_prefix("cp125")
            .map(|digit| format!("windows-125{digit}"));
        let known = windows.as_deref().unwrap_or(known);
        Self::ALL
            .iter()
            .copied()
            .find(|encoding| encoding.as_str() == known || encoding.decoder() == known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels_are_understood() {
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::from_name(encoding.as_str()), Some(*encoding));
        }
        for (label, encoding) in [
            ("UTF-8", Encoding::Utf8),
            ("windows-1251", Encoding::Windows1251),
            ("cp1250", Encoding::Windows1250),
            ("SJIS", Encoding::ShiftJis),
            ("gbk", Encoding::Gb18030),
            ("latin1", Encoding::Windows1252),
        ] {
            assert_eq!(Encoding::from_name(label), Some(encoding), "{label}");
        }
        assert_eq!(Encoding::from_name("klingon"), None);
    }
}
