"""Places by whose clock people state a time ("по Москве", "heure de Paris", "Tehran time") and their zones.

Only where a state or a city keeps one legal time; a country with several is in no row.
"""

from functools import cache

from osintkit.clock.abbreviations import names_in_full
from osintkit.clock.legal import zone_names
from osintkit.clock.reading.folding import fold_word

_TOWNS = """
UTC: gmt utc ut ut1 tu tuc cut greenwich greenwich_mean_time coordinated_universal_time universal_time hgw
  ўтс
  temps_universel weltzeit гринвичу гринвичем по_гринвичу за_гринвічем غرينتش جرينتش توقيت_غرينتش
  بتوقيت_غرينتش
  بتوقيت_جرينتش grinviç grinvic 协调世界时 世界标准时间 世界時 协调世界時 всемирное_время
  всемирного_времени zulu zulu_time
Asia/Yerevan: yerevan armenia armenian erevan jerewan eriwan երևան երեւան երևանի երեւանի հայաստանի ереван
  еревану
  ереванское ереванскому ереванского erivan يريفان
Asia/Baku: baku azerbaijan azerbaijani bakı bakou азербайджана баку бакинское бакинскому
  бакинского باكو aserbaidschan
Asia/Tbilisi: tbilisi georgia_tbilisi tiflis თბილისის თბილისი тбилиси тбилисское тбилисскому
  тбилисского
Europe/Moscow: heure_moscovite moskiewskiego
  moscow moskau moscou moscú mosca москва москве москвой московское московскому московского
  московським
  москвою moskova moskwy moskva moskou موسكو مسکو מוסקבה მოსკოვის մոսկվայի moskovskoe moskauer
Europe/Kyiv: heure_ukrainienne hora_ucraniana ora_ucraina ukrainischer киевского kijowskiego
  kyiv kiev kiew kiyev kiova kijów kijowa ukraine ukrainian київ києва києвом києву київський
  київським
  київського киев киева киеву киевское киевскому كييف keiv lviv kharkiv odesa kiewer
Europe/Minsk: minsk belarus минск минску минское минскому
Europe/Paris: heure_française hora_francesa ora_francese
  pariser paris parís parigi france french париж парижу paryża
Europe/Berlin: heure_allemande hora_alemana deutscher deutsche
  berlin germany german deutschland berliner берлин берлину
Europe/London: londoner london london_uk londres londra londyn uk britain british_local лондон лондону لندن
Europe/Madrid: madrid peninsular_spain hora_peninsular hora_peninsular_española hora_española
  heure_espagnole ora_spagnola мадриду
Europe/Rome: ora_italiana hora_italiana heure_italienne rome roma rom italy italian italia italie
Europe/Brussels: heure_belge brussels bruxelles brüssel brussel
Europe/Amsterdam: amsterdam
Europe/Vienna: vienna wien vienne
Europe/Zurich: heure_suisse zurich zürich geneva genève genf
Europe/Warsaw: warszawskiego polskiego polski polish warsaw warszawa warszawy warszawie варшаве poland
Europe/Athens: athens athen athènes atenas αθήνας αθήνα ελλάδας ελλάδα greece greek
Europe/Bucharest: bucharest bucurești bucureștiului româniei romania bukarest
Europe/Chisinau: chisinau chișinău moldova
Europe/Sofia: sofia bulgaria
Europe/Belgrade: belgrade beograd serbia
Europe/Budapest: budapest hungary
Europe/Prague: prague praha prag
Europe/Stockholm: stockholm sweden
Europe/Oslo: oslo norway
Europe/Copenhagen: copenhagen københavn kobenhavn denmark
Europe/Helsinki: helsinki finland
Europe/Riga: riga latvia
Europe/Vilnius: vilnius lithuania
Europe/Tallinn: tallinn estonia
Europe/Istanbul: istanbuler istanbul i̇stanbul ankara turkey turkish türkiye türkei turquie
  стамбулу стамбул تركيا
  turkiye
Europe/Lisbon: lisbon lisboa lisbonne lissabon
Europe/Dublin: dublin ireland
Asia/Jerusalem: jerusalem israel israeli tel_aviv jérusalem ישראל ירושלים القدس израилю иерусалиму
Asia/Gaza: gaza غزة
Asia/Hebron: hebron ramallah palestine palestinian
Asia/Damascus: damascus syria syrian damas damaskus دمشق سوريا дамаску дамаск
Asia/Beirut: beirut lebanon beyrouth beirut_lebanon بيروت لبنان
Asia/Baghdad: baghdad iraq iraqi bagdad بغداد العراق багдаду erbil mosul
Asia/Tehran: teheraner tehran iran iranian teheran téhéran تهران ایران طهران тегерану тегеран
Asia/Kabul: kabul afghanistan کابل
Asia/Riyadh: riyadh saudi_arabia mecca makkah السعودية الرياض مكة مكة_المكرمة
Asia/Dubai: dubai uae abu_dhabi الإمارات دبي
Asia/Qatar: doha qatar
Asia/Kuwait: kuwait
Asia/Amman: amman jordan
Asia/Aden: sanaa sana_a yemen aden صنعاء اليمن
Africa/Cairo: cairo egypt le_caire kairo القاهرة مصر
Africa/Tripoli: tripoli libya طرابلس ليبيا
Africa/Tunis: tunis tunisia
Africa/Algiers: algiers algeria alger
Africa/Casablanca: casablanca morocco rabat
Africa/Khartoum: khartoum sudan الخرطوم السودان
Africa/Addis_Ababa: addis_ababa ethiopia
Africa/Nairobi: nairobi kenya
Africa/Lagos: lagos nigeria abuja
Africa/Johannesburg: johannesburg south_africa
Asia/Kolkata: delhi new_delhi mumbai kolkata india indian_local
Asia/Karachi: karachi islamabad pakistan
Asia/Dhaka: dhaka bangladesh
Asia/Kathmandu: kathmandu nepal
Asia/Colombo: colombo sri_lanka
Asia/Yangon: yangon rangoon myanmar
Asia/Bangkok: bangkok thailand
Asia/Ho_Chi_Minh: hanoi saigon vietnam
Asia/Shanghai: beijing peking shanghai china chinese pékin pekin пекину 北京 北京时间 北京時間 中国 上海
Asia/Hong_Kong: hong_kong
Asia/Taipei: taipei taiwan 台北 台湾
Asia/Tokyo: tokyo japan japanese 日本 日本時間 日本时间 東京
Asia/Seoul: seoul south_korea korea korean 한국 한국시간 서울
Asia/Singapore: singapore
Asia/Manila: manila philippines philippine
Asia/Jakarta: jakarta
Asia/Tashkent: tashkent uzbekistan ташкенту
Asia/Dushanbe: dushanbe tajikistan
Asia/Bishkek: bishkek kyrgyzstan
Asia/Ashgabat: ashgabat turkmenistan
America/New_York: new_york nyc washington_dc eastern us_eastern
America/Chicago: chicago us_central
America/Denver: denver us_mountain
America/Los_Angeles: los_angeles san_francisco pacific us_pacific
America/Caracas: hora_venezolana caracas venezuela
America/Bogota: hora_colombiana bogota bogotá colombia
America/Lima: lima peru
America/Argentina/Buenos_Aires: hora_argentina buenos_aires argentina
America/Sao_Paulo: são_paulo brasilia brasília
America/Mexico_City: mexico_city ciudad_de_méxico
America/Havana: havana la_habana cuba
Australia/Sydney: sydney canberra melbourne
Pacific/Auckland: auckland wellington new_zealand
"""

_NAMED = """
CET: mitteleuropäische_zeit heure_d_europe_centrale hora_central_europea
CEST: mitteleuropäische_sommerzeit heure_d_été_d_europe_centrale
EET: osteuropäische_zeit
EEST: osteuropäische_sommerzeit
India Standard Time: indian_standard_time
"""
"""Full names that `osintkit.clock.abbreviations` does not know, and what it knows them by."""


def _table(text: str) -> dict[str, str]:
    rows = text.replace("\n  ", " ").strip().splitlines()
    parts = (row.partition(": ") for row in rows)
    return {fold_word(form).replace("_", " "): name for name, _, forms in parts for form in forms.split()}


@cache
def towns() -> dict[str, str]:
    """Which IANA zone a folded name of a place or a state stands for."""
    return _table(_TOWNS)


@cache
def full_names() -> dict[str, str]:
    """Which abbreviation or name a folded full name of a zone stands for."""
    return {fold_word(name): name for name in names_in_full()} | _table(_NAMED)


REGIONS = frozenset(
    {"africa", "america", "antarctica", "arctic", "asia", "atlantic", "australia", "europe", "indian",
  "pacific",
     "etc", "us", "canada", "brazil", "chile", "mexico"}
)  # fmt: skip
"""What names of IANA zones begin with."""


@cache
def _spelt() -> dict[str, str]:
    return {name.casefold(): name for name in zone_names()}


def iana_name(text: str) -> str:
    """A zone's name as the tz database spells it, from one in any case: ``asia/yerevan``."""
    return _spelt().get(text.casefold(), text)
