"""What the tz database calls clocks by letters, since 1970.

Written by tests/reference/make_letters.py.

From tz database 2026f, which is in the public domain.
"""

LETTERS: dict[str, dict[int, str]] = {
    "ACDT": {
        37800: ("Australia/Adelaide Australia/Broken_Hill"),
    },
    "ACST": {
        34200: ("Australia/Adelaide Australia/Broken_Hill Australia/Darwin"),
    },
    "ADDT": {
        -7200: ("America/Goose_Bay"),
    },
    "ADT": {
        -10800: (
            "America/Barbados America/Glace_Bay America/Goose_Bay America/Halifax America/Martinique "
            "America/Moncton America/Thule Atlantic/Bermuda"
        ),
    },
    "AEDT": {
        39600: (
            "Antarctica/Macquarie Australia/Brisbane Australia/Hobart Australia/Lindeman "
            "Australia/Melbourne Australia/Sydney"
        ),
    },
    "AEST": {
        36000: (
            "Antarctica/Macquarie Australia/Brisbane Australia/Hobart Australia/Lindeman "
            "Australia/Lord_Howe Australia/Melbourne Australia/Sydney"
        ),
    },
    "AHDT": {
        -32400: ("America/Anchorage"),
    },
    "AHST": {
        -36000: ("America/Adak America/Anchorage"),
    },
    "AKDT": {
        -28800: (
            "America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat"
        ),
    },
    "AKST": {
        -32400: (
            "America/Anchorage America/Juneau America/Metlakatla America/Nome America/Sitka America/Yakutat"
        ),
    },
    "AST": {
        -14400: (
            "America/Barbados America/Glace_Bay America/Goose_Bay America/Grand_Turk America/Halifax "
            "America/Martinique America/Miquelon America/Moncton America/Puerto_Rico "
            "America/Santo_Domingo America/Thule Atlantic/Bermuda"
        ),
    },
    "AWDT": {
        32400: ("Australia/Perth"),
    },
    "AWST": {
        28800: ("Australia/Perth"),
    },
    "BDT": {
        -36000: ("America/Adak America/Nome"),
    },
    "BST": {
        -39600: ("America/Adak America/Nome"),
        3600: ("Europe/London"),
    },
    "CAST": {
        10800: ("Africa/Juba Africa/Khartoum"),
    },
    "CAT": {
        7200: ("Africa/Juba Africa/Khartoum Africa/Maputo Africa/Windhoek"),
    },
    "CDT": {
        -18000: (
            "America/Bahia_Banderas America/Belize America/Cambridge_Bay America/Cancun America/Chicago"
            " America/Chihuahua America/Ciudad_Juarez America/Costa_Rica America/El_Salvador "
            "America/Guatemala America/Indiana/Knox America/Indiana/Marengo America/Indiana/Petersburg "
            "America/Indiana/Tell_City America/Indiana/Vincennes America/Indiana/Winamac "
            "America/Iqaluit America/Kentucky/Louisville America/Kentucky/Monticello America/Managua "
            "America/Matamoros America/Menominee America/Merida America/Mexico_City America/Monterrey "
            "America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem "
            "America/Ojinaga America/Rankin_Inlet America/Resolute America/Tegucigalpa America/Winnipeg"
        ),
        -14400: ("America/Havana"),
        32400: ("Asia/Macau Asia/Shanghai Asia/Taipei"),
    },
    "CEST": {
        7200: (
            "Africa/Algiers Africa/Ceuta Africa/Tripoli Africa/Tunis Europe/Andorra Europe/Belgrade "
            "Europe/Berlin Europe/Brussels Europe/Budapest Europe/Gibraltar Europe/Lisbon Europe/Madrid"
            " Europe/Malta Europe/Paris Europe/Prague Europe/Rome Europe/Tirane Europe/Vienna "
            "Europe/Vilnius Europe/Warsaw Europe/Zurich"
        ),
    },
    "CET": {
        3600: (
            "Africa/Algiers Africa/Ceuta Africa/Tripoli Africa/Tunis Europe/Andorra Europe/Belgrade "
            "Europe/Berlin Europe/Brussels Europe/Budapest Europe/Gibraltar Europe/Lisbon Europe/Madrid"
            " Europe/Malta Europe/Paris Europe/Prague Europe/Rome Europe/Tirane Europe/Vienna "
            "Europe/Vilnius Europe/Warsaw Europe/Zurich"
        ),
    },
    "CHST": {
        36000: ("Pacific/Guam"),
    },
    "CST": {
        -21600: (
            "America/Bahia_Banderas America/Belize America/Cambridge_Bay America/Cancun America/Chicago"
            " America/Chihuahua America/Ciudad_Juarez America/Costa_Rica America/Edmonton "
            "America/El_Salvador America/Guatemala America/Indiana/Knox America/Indiana/Petersburg "
            "America/Indiana/Tell_City America/Indiana/Vincennes America/Indiana/Winamac America/Inuvik"
            " America/Iqaluit America/Kentucky/Monticello America/Managua America/Matamoros "
            "America/Menominee America/Merida America/Mexico_City America/Monterrey "
            "America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem "
            "America/Ojinaga America/Rankin_Inlet America/Regina America/Resolute America/Swift_Current"
            " America/Tegucigalpa America/Winnipeg"
        ),
        -18000: ("America/Havana"),
        28800: ("Asia/Macau Asia/Shanghai Asia/Taipei"),
    },
    "EAT": {
        10800: ("Africa/Juba Africa/Khartoum Africa/Nairobi"),
    },
    "EDT": {
        -14400: (
            "America/Cancun America/Detroit America/Grand_Turk America/Indiana/Indianapolis "
            "America/Indiana/Marengo America/Indiana/Petersburg America/Indiana/Tell_City "
            "America/Indiana/Vevay America/Indiana/Vincennes America/Indiana/Winamac America/Iqaluit "
            "America/Jamaica America/Kentucky/Louisville America/Kentucky/Monticello America/New_York "
            "America/Port-au-Prince America/Toronto"
        ),
    },
    "EEST": {
        10800: (
            "Africa/Cairo Asia/Amman Asia/Beirut Asia/Damascus Asia/Famagusta Asia/Gaza Asia/Hebron "
            "Asia/Nicosia Europe/Athens Europe/Bucharest Europe/Chisinau Europe/Helsinki "
            "Europe/Istanbul Europe/Kaliningrad Europe/Kyiv Europe/Minsk Europe/Moscow Europe/Riga "
            "Europe/Simferopol Europe/Sofia Europe/Tallinn Europe/Vilnius"
        ),
    },
    "EET": {
        7200: (
            "Africa/Cairo Africa/Tripoli Asia/Amman Asia/Beirut Asia/Damascus Asia/Famagusta Asia/Gaza "
            "Asia/Hebron Asia/Nicosia Europe/Athens Europe/Bucharest Europe/Chisinau Europe/Helsinki "
            "Europe/Istanbul Europe/Kaliningrad Europe/Kyiv Europe/Minsk Europe/Moscow Europe/Riga "
            "Europe/Simferopol Europe/Sofia Europe/Tallinn Europe/Vilnius"
        ),
    },
    "EST": {
        -18000: (
            "America/Cambridge_Bay America/Cancun America/Detroit America/Grand_Turk "
            "America/Indiana/Indianapolis America/Indiana/Knox America/Indiana/Marengo "
            "America/Indiana/Petersburg America/Indiana/Tell_City America/Indiana/Vevay "
            "America/Indiana/Vincennes America/Indiana/Winamac America/Iqaluit America/Jamaica "
            "America/Kentucky/Louisville America/Kentucky/Monticello America/Managua America/Menominee "
            "America/Merida America/New_York America/Panama America/Port-au-Prince America/Rankin_Inlet"
            " America/Resolute America/Santo_Domingo America/Toronto America/Winnipeg"
        ),
    },
    "GDT": {
        39600: ("Pacific/Guam"),
    },
    "GMT": {
        0: (
            "Africa/Abidjan Africa/Bissau Africa/Monrovia Africa/Sao_Tome America/Danmarkshavn "
            "Europe/Dublin Europe/London"
        ),
    },
    "GST": {
        36000: ("Pacific/Guam"),
    },
    "HDT": {
        -32400: ("America/Adak"),
    },
    "HKST": {
        32400: ("Asia/Hong_Kong"),
    },
    "HKT": {
        28800: ("Asia/Hong_Kong"),
    },
    "HST": {
        -36000: ("America/Adak Pacific/Honolulu"),
    },
    "IDT": {
        10800: ("Asia/Gaza Asia/Hebron Asia/Jerusalem"),
    },
    "IST": {
        3600: ("Europe/Dublin"),
        7200: ("Asia/Gaza Asia/Hebron Asia/Jerusalem"),
        19800: ("Asia/Kolkata"),
    },
    "JST": {
        32400: ("Asia/Tokyo"),
    },
    "KDT": {
        36000: ("Asia/Seoul"),
    },
    "KST": {
        30600: ("Asia/Pyongyang"),
        32400: ("Asia/Pyongyang Asia/Seoul"),
    },
    "MDT": {
        -21600: (
            "America/Bahia_Banderas America/Boise America/Cambridge_Bay America/Chihuahua "
            "America/Ciudad_Juarez America/Denver America/Edmonton America/Hermosillo America/Inuvik "
            "America/Mazatlan America/North_Dakota/Beulah America/North_Dakota/Center "
            "America/North_Dakota/New_Salem America/Ojinaga"
        ),
    },
    "MMT": {
        -2670: ("Africa/Monrovia"),
    },
    "MSD": {
        14400: (
            "Europe/Chisinau Europe/Kaliningrad Europe/Kirov Europe/Kyiv Europe/Minsk Europe/Moscow "
            "Europe/Riga Europe/Simferopol Europe/Tallinn Europe/Vilnius Europe/Volgograd"
        ),
    },
    "MSK": {
        10800: (
            "Europe/Chisinau Europe/Kaliningrad Europe/Kirov Europe/Kyiv Europe/Minsk Europe/Moscow "
            "Europe/Riga Europe/Simferopol Europe/Tallinn Europe/Vilnius Europe/Volgograd"
        ),
        14400: ("Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd"),
    },
    "MST": {
        -25200: (
            "America/Bahia_Banderas America/Boise America/Cambridge_Bay America/Chihuahua "
            "America/Ciudad_Juarez America/Dawson America/Dawson_Creek America/Denver America/Edmonton "
            "America/Fort_Nelson America/Hermosillo America/Inuvik America/Mazatlan "
            "America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem "
            "America/Ojinaga America/Phoenix America/Swift_Current America/Vancouver America/Whitehorse"
        ),
    },
    "NDDT": {
        -5400: ("America/St_Johns"),
    },
    "NDT": {
        -9000: ("America/St_Johns"),
    },
    "NST": {
        -12600: ("America/St_Johns"),
    },
    "NZDT": {
        46800: ("Pacific/Auckland"),
    },
    "NZST": {
        43200: ("Pacific/Auckland"),
    },
    "PDT": {
        -25200: (
            "America/Dawson America/Dawson_Creek America/Fort_Nelson America/Inuvik America/Juneau "
            "America/Los_Angeles America/Metlakatla America/Sitka America/Tijuana America/Vancouver "
            "America/Whitehorse"
        ),
        32400: ("Asia/Manila"),
    },
    "PKST": {
        21600: ("Asia/Karachi"),
    },
    "PKT": {
        18000: ("Asia/Karachi"),
    },
    "PST": {
        -28800: (
            "America/Dawson America/Dawson_Creek America/Fort_Nelson America/Inuvik America/Juneau "
            "America/Los_Angeles America/Metlakatla America/Sitka America/Tijuana America/Vancouver "
            "America/Whitehorse"
        ),
        28800: ("Asia/Manila"),
    },
    "SAST": {
        7200: ("Africa/Johannesburg Africa/Windhoek"),
    },
    "SST": {
        -39600: ("Pacific/Pago_Pago"),
    },
    "UTC": {
        0: ("Etc/UTC"),
    },
    "WAST": {
        7200: ("Africa/Ndjamena"),
    },
    "WAT": {
        3600: ("Africa/Lagos Africa/Ndjamena Africa/Sao_Tome Africa/Windhoek"),
    },
    "WEST": {
        3600: (
            "Africa/Algiers Africa/Ceuta Atlantic/Azores Atlantic/Canary Atlantic/Faroe "
            "Atlantic/Madeira Europe/Lisbon"
        ),
    },
    "WET": {
        0: (
            "Africa/Algiers Africa/Ceuta Atlantic/Azores Atlantic/Canary Atlantic/Faroe "
            "Atlantic/Madeira Europe/Lisbon"
        ),
    },
    "WIB": {
        25200: ("Asia/Jakarta Asia/Pontianak"),
    },
    "WIT": {
        32400: ("Asia/Jayapura"),
    },
    "WITA": {
        28800: ("Asia/Makassar Asia/Pontianak"),
    },
    "YDT": {
        -28800: ("America/Juneau America/Yakutat"),
    },
    "YST": {
        -32400: (
            "America/Anchorage America/Dawson America/Juneau America/Nome America/Sitka America/Yakutat"
        ),
    },
}
"""By abbreviation, in capitals, and by seconds ahead of UTC: the zones that ever used it so."""
