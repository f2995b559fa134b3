"""What abbreviations of time zones stand for: a table.

One row a line: abbreviation | what it denotes | name | where | zones, the first of them first. It denotes

- an offset, ``+01:00``: letters that the tz database has for these zones, and for those of
  `osintkit.clock.letters`;
- ``standard``, ``summer``: what clocks in these zones show outside summer time, and in it. The tz database
  dropped such letters in 2017 where nobody in the country uses them, but people write them;
- ``time``: whatever clocks there show.

Where letters are shared, what is written most comes first. Sources: the tz database (its own letters, and
those it had until edition 2016j), the National Research Council of Canada (French names), common use.
"""

ROWS = """
UTC | +00:00 | Coordinated Universal Time | everywhere | Etc/UTC
GMT | +00:00 | Greenwich Mean Time | everywhere as UTC is; clocks of Britain and West Africa | Europe/London
WET | +00:00 | Western European Time | Portugal, Canary Islands | Europe/Lisbon Atlantic/Canary
WEST | +01:00 | Western European Summer Time | Portugal, Canary Islands | Europe/Lisbon Atlantic/Canary
BST | +01:00 | British Summer Time | Britain | Europe/London
BST | standard | Bangladesh Standard Time | Bangladesh | Asia/Dhaka
BST | standard | Bougainville Standard Time | Bougainville | Pacific/Bougainville
BST | -11:00 | Bering Standard Time | western Alaska until 1983 | America/Adak America/Nome
BDT | standard | Bangladesh Time | Bangladesh | Asia/Dhaka
BDT | standard | Brunei Time | Brunei | Asia/Brunei
BDT | -10:00 | Bering Daylight Time | western Alaska until 1983 | America/Adak America/Nome
CET | +01:00 | Central European Time | Central Europe | Europe/Berlin Europe/Paris Europe/Rome
CEST | +02:00 | Central European Summer Time | Central Europe | Europe/Berlin Europe/Paris Europe/Rome
EET | +02:00 | Eastern European Time | Eastern Europe and Levant | Europe/Kyiv Europe/Athens Asia/Beirut
EEST | +03:00 | Eastern European Summer Time | Eastern Europe and Levant | \
Europe/Kyiv Europe/Athens Asia/Beirut
FET | standard | Further-eastern European Time | Belarus | Europe/Minsk
MSK | +03:00 | Moscow Time | western Russia | Europe/Moscow
MSK | +04:00 | Moscow Time | western Russia, 2011 to 2014 | Europe/Moscow
MSD | +04:00 | Moscow Summer Time | western Russia until 2010 | Europe/Moscow
KALT | standard | Kaliningrad Time | Kaliningrad | Europe/Kaliningrad
SAMT | standard | Samara Time | Samara | Europe/Samara
VOLT | standard | Volgograd Time | Volgograd | Europe/Volgograd
YEKT | standard | Yekaterinburg Time | Urals | Asia/Yekaterinburg
YEKST | summer | Yekaterinburg Summer Time | Urals | Asia/Yekaterinburg
OMST | standard | Omsk Time | Omsk | Asia/Omsk
OMSST | summer | Omsk Summer Time | Omsk | Asia/Omsk
NOVT | standard | Novosibirsk Time | Novosibirsk | Asia/Novosibirsk
NOVST | summer | Novosibirsk Summer Time | Novosibirsk | Asia/Novosibirsk
KRAT | standard | Krasnoyarsk Time | Krasnoyarsk | Asia/Krasnoyarsk
KRAST | summer | Krasnoyarsk Summer Time | Krasnoyarsk | Asia/Krasnoyarsk
IRKT | standard | Irkutsk Time | Irkutsk | Asia/Irkutsk
IRKST | summer | Irkutsk Summer Time | Irkutsk | Asia/Irkutsk
YAKT | standard | Yakutsk Time | Yakutsk | Asia/Yakutsk Asia/Chita
YAKST | summer | Yakutsk Summer Time | Yakutsk | Asia/Yakutsk Asia/Chita
VLAT | standard | Vladivostok Time | Vladivostok | Asia/Vladivostok
VLAST | summer | Vladivostok Summer Time | Vladivostok | Asia/Vladivostok
MAGT | standard | Magadan Time | Magadan | Asia/Magadan
MAGST | summer | Magadan Summer Time | Magadan | Asia/Magadan
SAKT | standard | Sakhalin Time | Sakhalin | Asia/Sakhalin
SRET | standard | Srednekolymsk Time | Srednekolymsk | Asia/Srednekolymsk
PETT | standard | Kamchatka Time | Kamchatka | Asia/Kamchatka
PETST | summer | Kamchatka Summer Time | Kamchatka | Asia/Kamchatka
ANAT | standard | Anadyr Time | Chukotka | Asia/Anadyr
TRT | standard | Turkey Time | Turkey | Europe/Istanbul
TSI | time | Turkey's time (Türkiye saati ile) | Turkey | Europe/Istanbul
TRST | summer | Turkey Summer Time | Turkey | Europe/Istanbul
AMT | standard | Armenia Time | Armenia | Asia/Yerevan
AMT | standard | Amazon Time | western Brazil | \
America/Manaus America/Porto_Velho America/Boa_Vista America/Cuiaba America/Campo_Grande
AMST | summer | Armenia Summer Time | Armenia | Asia/Yerevan
AMST | summer | Amazon Summer Time | western Brazil | America/Cuiaba America/Campo_Grande America/Manaus
AZT | standard | Azerbaijan Time | Azerbaijan | Asia/Baku
AZST | summer | Azerbaijan Summer Time | Azerbaijan | Asia/Baku
GET | standard | Georgia Time | Georgia | Asia/Tbilisi
IST | +05:30 | India Standard Time | India | Asia/Kolkata
IST | +01:00 | Irish Standard Time | Ireland in summer | Europe/Dublin
IST | +02:00 | Israel Standard Time | Israel | Asia/Jerusalem
IDT | +03:00 | Israel Daylight Time | Israel | Asia/Jerusalem
IRST | standard | Iran Standard Time | Iran | Asia/Tehran
IRDT | summer | Iran Daylight Time | Iran | Asia/Tehran
AFT | standard | Afghanistan Time | Afghanistan | Asia/Kabul
PKT | +05:00 | Pakistan Standard Time | Pakistan | Asia/Karachi
PKST | +06:00 | Pakistan Summer Time | Pakistan until 2009 | Asia/Karachi
GST | standard | Gulf Standard Time | Emirates and Oman | Asia/Dubai Asia/Muscat
GST | standard | South Georgia Time | South Georgia | Atlantic/South_Georgia
GST | +10:00 | Guam Standard Time | Guam until 2000 | Pacific/Guam
GDT | +11:00 | Guam Daylight Time | Guam until 1977 | Pacific/Guam
AST | -04:00 | Atlantic Standard Time | Caribbean, eastern Canada | America/Halifax America/Puerto_Rico
AST | standard | Arabia Standard Time | Saudi Arabia, Iraq and neighbours | \
Asia/Riyadh Asia/Baghdad Asia/Kuwait Asia/Qatar Asia/Bahrain Asia/Aden
ADT | -03:00 | Atlantic Daylight Time | Caribbean, eastern Canada | America/Halifax Atlantic/Bermuda
ADT | summer | Arabia Daylight Time | Iraq until 2007 | Asia/Baghdad
ADDT | -02:00 | Atlantic Double Daylight Time | Labrador in 1988 | America/Goose_Bay
UZT | standard | Uzbekistan Time | Uzbekistan | Asia/Tashkent Asia/Samarkand
KGT | standard | Kyrgyzstan Time | Kyrgyzstan | Asia/Bishkek
TJT | standard | Tajikistan Time | Tajikistan | Asia/Dushanbe
TMT | standard | Turkmenistan Time | Turkmenistan | Asia/Ashgabat
ALMT | standard | Almaty Time | eastern Kazakhstan | Asia/Almaty
QYZT | standard | Kyzylorda Time | Kyzylorda | Asia/Qyzylorda
AQTT | standard | Aktobe Time | western Kazakhstan | Asia/Aqtobe Asia/Aqtau
ORAT | standard | Oral Time | western Kazakhstan | Asia/Oral
NPT | standard | Nepal Time | Nepal | Asia/Kathmandu
BTT | standard | Bhutan Time | Bhutan | Asia/Thimphu
MVT | standard | Maldives Time | Maldives | Indian/Maldives
SLST | standard | Sri Lanka Standard Time | Sri Lanka | Asia/Colombo
IOT | standard | Indian Ocean Time | Chagos | Indian/Chagos
XJT | standard | Xinjiang Time | Xinjiang | Asia/Urumqi
MMT | standard | Myanmar Time | Myanmar | Asia/Yangon
MMT | -00:44:30 | Monrovia Mean Time | Liberia until 1972 | Africa/Monrovia
ICT | standard | Indochina Time | Thailand, Vietnam, Laos, Cambodia | \
Asia/Bangkok Asia/Ho_Chi_Minh Asia/Vientiane Asia/Phnom_Penh
HOVT | standard | Khovd Time | western Mongolia | Asia/Hovd
ULAT | standard | Ulaanbaatar Time | Mongolia | Asia/Ulaanbaatar
ULAST | summer | Ulaanbaatar Summer Time | Mongolia | Asia/Ulaanbaatar
SGT | standard | Singapore Time | Singapore | Asia/Singapore
MYT | standard | Malaysia Time | Malaysia | Asia/Kuala_Lumpur Asia/Kuching
BNT | standard | Brunei Time | Brunei | Asia/Brunei
PHT | standard | Philippine Time | Philippines | Asia/Manila
PHST | standard | Philippine Standard Time | Philippines | Asia/Manila
TST | standard | Taiwan Standard Time | Taiwan | Asia/Taipei
WIB | +07:00 | Western Indonesia Time | Java, Sumatra | Asia/Jakarta Asia/Pontianak
WITA | +08:00 | Central Indonesia Time | Bali, Sulawesi | Asia/Makassar
WIT | +09:00 | Eastern Indonesia Time | Moluccas, Papua | Asia/Jayapura
WIT | standard | Western Indonesia Time (English letters) | Java, Sumatra | Asia/Jakarta Asia/Pontianak
CIT | standard | Central Indonesia Time (English letters) | Bali, Sulawesi | Asia/Makassar
EIT | standard | Eastern Indonesia Time (English letters) | Moluccas, Papua | Asia/Jayapura
TLT | standard | East Timor Time | East Timor | Asia/Dili
HKT | +08:00 | Hong Kong Time | Hong Kong | Asia/Hong_Kong
HKST | +09:00 | Hong Kong Summer Time | Hong Kong until 1979 | Asia/Hong_Kong
JST | +09:00 | Japan Standard Time | Japan | Asia/Tokyo
KST | +09:00 | Korea Standard Time | Korea | Asia/Seoul
KST | +08:30 | Pyongyang Time | North Korea, 2015 to 2018 | Asia/Pyongyang
KDT | +10:00 | Korea Daylight Time | South Korea in 1987 and 1988 | Asia/Seoul
CST | -06:00 | Central Standard Time | central North America | America/Chicago America/Winnipeg
CST | +08:00 | China Standard Time | China, Taiwan, Macau | Asia/Shanghai Asia/Taipei Asia/Macau
CST | -05:00 | Cuba Standard Time | Cuba | America/Havana
CST | standard | Central Standard Time (Australia) | South Australia, Northern Territory | \
Australia/Adelaide Australia/Darwin
CDT | -05:00 | Central Daylight Time | central North America | America/Chicago America/Winnipeg
CDT | -04:00 | Cuba Daylight Time | Cuba | America/Havana
CDT | +09:00 | China Daylight Time | China until 1991 | Asia/Shanghai Asia/Taipei
CDT | summer | Central Daylight Time (Australia) | South Australia | Australia/Adelaide
EST | -05:00 | Eastern Standard Time | eastern North America | America/New_York America/Toronto
EST | standard | Eastern Standard Time (Australia) | eastern Australia | \
Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Hobart
EDT | -04:00 | Eastern Daylight Time | eastern North America | America/New_York America/Toronto
EDT | summer | Eastern Daylight Time (Australia) | eastern Australia | \
Australia/Sydney Australia/Melbourne Australia/Hobart
MST | -07:00 | Mountain Standard Time | Rocky Mountains | America/Denver
MST | standard | Malaysia Standard Time | Malaysia | Asia/Kuala_Lumpur Asia/Kuching
MST | standard | Myanmar Standard Time | Myanmar | Asia/Yangon
MDT | -06:00 | Mountain Daylight Time | Rocky Mountains | America/Denver
PST | -08:00 | Pacific Standard Time | western North America | America/Los_Angeles America/Tijuana
PST | +08:00 | Philippine Standard Time | Philippines | Asia/Manila
PST | standard | Pakistan Standard Time | Pakistan | Asia/Karachi
PDT | -07:00 | Pacific Daylight Time | western North America | America/Los_Angeles America/Tijuana
PDT | +09:00 | Philippine Daylight Time | Philippines until 1990 | Asia/Manila
AKST | -09:00 | Alaska Standard Time | Alaska | America/Anchorage
AKDT | -08:00 | Alaska Daylight Time | Alaska | America/Anchorage
AHST | -10:00 | Alaska-Hawaii Standard Time | Alaska until 1983 | America/Anchorage
AHDT | -09:00 | Alaska-Hawaii Daylight Time | Alaska until 1983 | America/Anchorage
YST | -09:00 | Yukon Standard Time | Yukon and Alaska until 1983 | America/Yakutat
YDT | -08:00 | Yukon Daylight Time | Alaska until 1983 | America/Yakutat
HST | -10:00 | Hawaii Standard Time | Hawaii | Pacific/Honolulu
HDT | -09:00 | Hawaii-Aleutian Daylight Time | Aleutian Islands | America/Adak
NST | -03:30 | Newfoundland Standard Time | Newfoundland | America/St_Johns
NDT | -02:30 | Newfoundland Daylight Time | Newfoundland | America/St_Johns
NDDT | -01:30 | Newfoundland Double Daylight Time | Newfoundland in 1988 | America/St_Johns
SST | -11:00 | Samoa Standard Time | American Samoa | Pacific/Pago_Pago
SST | standard | Singapore Standard Time | Singapore | Asia/Singapore
CHST | +10:00 | Chamorro Standard Time | Guam, Northern Marianas | Pacific/Guam
ECT | standard | Ecuador Time | Ecuador | America/Guayaquil
ECT | standard | Eastern Caribbean Time | Eastern Caribbean | \
America/Puerto_Rico America/Barbados America/Martinique
ECT | time | European Central Time (as in Java) | Central Europe | Europe/Paris
COT | standard | Colombia Time | Colombia | America/Bogota
PET | standard | Peru Time | Peru | America/Lima
BOT | standard | Bolivia Time | Bolivia | America/La_Paz
VET | standard | Venezuela Time | Venezuela | America/Caracas
GYT | standard | Guyana Time | Guyana | America/Guyana
SRT | standard | Suriname Time | Suriname | America/Paramaribo
GFT | standard | French Guiana Time | French Guiana | America/Cayenne
BRT | standard | Brasilia Time | eastern Brazil | \
America/Sao_Paulo America/Bahia America/Fortaleza America/Recife America/Belem America/Maceio \
America/Araguaina America/Santarem
BRST | summer | Brasilia Summer Time | eastern Brazil | America/Sao_Paulo America/Bahia
FNT | standard | Fernando de Noronha Time | Fernando de Noronha | America/Noronha
ACT | standard | Acre Time | far west of Brazil | America/Rio_Branco America/Eirunepe
ACT | time | Australian Central Time | South Australia, Northern Territory | \
Australia/Adelaide Australia/Darwin
ART | standard | Argentina Time | Argentina | America/Argentina/Buenos_Aires America/Argentina/Cordoba
ARST | summer | Argentina Summer Time | Argentina | America/Argentina/Buenos_Aires America/Argentina/Cordoba
CLT | standard | Chile Standard Time | Chile | America/Santiago
CLST | summer | Chile Summer Time | Chile | America/Santiago
EAST | standard | Easter Island Time | Easter Island | Pacific/Easter
EASST | summer | Easter Island Summer Time | Easter Island | Pacific/Easter
GALT | standard | Galapagos Time | Galapagos | Pacific/Galapagos
PYT | standard | Paraguay Time | Paraguay | America/Asuncion
PYST | summer | Paraguay Summer Time | Paraguay | America/Asuncion
UYT | standard | Uruguay Time | Uruguay | America/Montevideo
UYST | summer | Uruguay Summer Time | Uruguay | America/Montevideo
FKT | standard | Falkland Islands Time | Falkland Islands | Atlantic/Stanley
FKST | standard | Falkland Islands Summer Time | Falkland Islands, all year since 2010 | Atlantic/Stanley
WGT | standard | West Greenland Time | western Greenland | America/Nuuk
WGST | summer | West Greenland Summer Time | western Greenland | America/Nuuk
EGT | standard | East Greenland Time | eastern Greenland | America/Scoresbysund
EGST | summer | East Greenland Summer Time | eastern Greenland | America/Scoresbysund
PMST | standard | Saint Pierre and Miquelon Standard Time | Saint Pierre and Miquelon | America/Miquelon
PMDT | summer | Saint Pierre and Miquelon Daylight Time | Saint Pierre and Miquelon | America/Miquelon
AZOT | standard | Azores Time | Azores | Atlantic/Azores
AZOST | summer | Azores Summer Time | Azores | Atlantic/Azores
CVT | standard | Cape Verde Time | Cape Verde | Atlantic/Cape_Verde
WAT | +01:00 | West Africa Time | West and Central Africa | Africa/Lagos
WAST | +02:00 | West Africa Summer Time | Namibia by custom until 2017, Chad in 1979 | Africa/Ndjamena
CAT | +02:00 | Central Africa Time | Central and Southern Africa | Africa/Maputo Africa/Khartoum
CAST | +03:00 | Central Africa Summer Time | Sudan until 1985 | Africa/Khartoum
CAST | standard | Casey Time | Casey Station | Antarctica/Casey
EAT | +03:00 | East Africa Time | East Africa | Africa/Nairobi
SAST | +02:00 | South Africa Standard Time | South Africa | Africa/Johannesburg
MUT | standard | Mauritius Time | Mauritius | Indian/Mauritius
RET | standard | Reunion Time | Reunion | Indian/Reunion
SCT | standard | Seychelles Time | Seychelles | Indian/Mahe
AWST | +08:00 | Australian Western Standard Time | Western Australia | Australia/Perth
AWDT | +09:00 | Australian Western Daylight Time | Western Australia until 2009 | Australia/Perth
ACWST | standard | Australian Central Western Standard Time | Eucla | Australia/Eucla
ACST | +09:30 | Australian Central Standard Time | South Australia, Northern Territory | \
Australia/Adelaide Australia/Darwin
ACDT | +10:30 | Australian Central Daylight Time | South Australia | Australia/Adelaide
AEST | +10:00 | Australian Eastern Standard Time | eastern Australia | \
Australia/Sydney Australia/Melbourne Australia/Brisbane
AEDT | +11:00 | Australian Eastern Daylight Time | eastern Australia | Australia/Sydney Australia/Melbourne
LHST | standard | Lord Howe Standard Time | Lord Howe Island | Australia/Lord_Howe
LHDT | summer | Lord Howe Daylight Time | Lord Howe Island | Australia/Lord_Howe
NFT | standard | Norfolk Island Time | Norfolk Island | Pacific/Norfolk
NZST | +12:00 | New Zealand Standard Time | New Zealand | Pacific/Auckland
NZDT | +13:00 | New Zealand Daylight Time | New Zealand | Pacific/Auckland
CHAST | standard | Chatham Standard Time | Chatham Islands | Pacific/Chatham
CHADT | summer | Chatham Daylight Time | Chatham Islands | Pacific/Chatham
WST | standard | West Samoa Time | Samoa | Pacific/Apia
WST | standard | Western Standard Time (Australia) | Western Australia | Australia/Perth
FJT | standard | Fiji Time | Fiji | Pacific/Fiji
FJST | summer | Fiji Summer Time | Fiji | Pacific/Fiji
TOT | standard | Tonga Time | Tonga | Pacific/Tongatapu
TKT | standard | Tokelau Time | Tokelau | Pacific/Fakaofo
PHOT | standard | Phoenix Islands Time | Phoenix Islands | Pacific/Kanton
LINT | standard | Line Islands Time | Line Islands | Pacific/Kiritimati
GILT | standard | Gilbert Islands Time | Gilbert Islands | Pacific/Tarawa
TVT | standard | Tuvalu Time | Tuvalu | Pacific/Funafuti
MHT | standard | Marshall Islands Time | Marshall Islands | Pacific/Majuro Pacific/Kwajalein
WAKT | standard | Wake Time | Wake Island | Pacific/Wake
WFT | standard | Wallis and Futuna Time | Wallis and Futuna | Pacific/Wallis
NRT | standard | Nauru Time | Nauru | Pacific/Nauru
KOST | standard | Kosrae Time | Kosrae | Pacific/Kosrae
PONT | standard | Pohnpei Time | Pohnpei | Pacific/Pohnpei
CHUT | standard | Chuuk Time | Chuuk | Pacific/Chuuk
PWT | standard | Palau Time | Palau | Pacific/Palau
PGT | standard | Papua New Guinea Time | Papua New Guinea | Pacific/Port_Moresby
SBT | standard | Solomon Islands Time | Solomon Islands | Pacific/Guadalcanal
NCT | standard | New Caledonia Time | New Caledonia | Pacific/Noumea
VUT | standard | Vanuatu Time | Vanuatu | Pacific/Efate
NUT | standard | Niue Time | Niue | Pacific/Niue
CKT | standard | Cook Islands Time | Cook Islands | Pacific/Rarotonga
TAHT | standard | Tahiti Time | Tahiti | Pacific/Tahiti
MART | standard | Marquesas Time | Marquesas | Pacific/Marquesas
GAMT | standard | Gambier Time | Gambier Islands | Pacific/Gambier
CXT | standard | Christmas Island Time | Christmas Island | Indian/Christmas
CCT | standard | Cocos Islands Time | Cocos Islands | Indian/Cocos
DAVT | standard | Davis Time | Davis Station | Antarctica/Davis
MAWT | standard | Mawson Time | Mawson Station | Antarctica/Mawson
VOST | standard | Vostok Time | Vostok Station | Antarctica/Vostok
SYOT | standard | Syowa Time | Syowa Station | Antarctica/Syowa
ROTT | standard | Rothera Time | Rothera Station | Antarctica/Rothera
ET | time | Eastern Time | eastern North America | America/New_York America/Toronto
CT | time | Central Time | central North America | America/Chicago America/Winnipeg
MT | time | Mountain Time | Rocky Mountains | America/Denver
PT | time | Pacific Time | western North America | America/Los_Angeles America/Tijuana
AT | time | Atlantic Time | eastern Canada | America/Halifax
NT | time | Newfoundland Time | Newfoundland | America/St_Johns
AKT | time | Alaska Time | Alaska | America/Anchorage
HT | time | Hawaii Time | Hawaii | Pacific/Honolulu
UKT | time | UK Time | Britain | Europe/London
AET | time | Australian Eastern Time | eastern Australia | \
Australia/Sydney Australia/Melbourne Australia/Brisbane
AWT | time | Australian Western Time | Western Australia | Australia/Perth
NZT | time | New Zealand Time | New Zealand | Pacific/Auckland
"""

SYNONYMS = {
    "UT": "UTC", "Z": "UTC", "ZULU": "UTC", "UCT": "UTC", "TUC": "UTC",
    "MEZ": "CET", "MESZ": "CEST", "MET": "CET", "MEST": "CEST", "CEDT": "CEST", "HEC": "CET", "HNEC": "CET",
    "HAEC": "CEST", "HEEC": "CEST", "OEZ": "EET", "OESZ": "EEST", "EEDT": "EEST", "WEZ": "WET",
    "WESZ": "WEST", "WEDT": "WEST", "TSİ": "TSI", "МСК": "MSK", "МСД": "MSD", "IRT": "IRST",
    "HNE": "EST -05:00", "HAE": "EDT -04:00", "HNC": "CST -06:00", "HAC": "CDT -05:00",
    "HNR": "MST -07:00", "HAR": "MDT", "HNP": "PST -08:00", "HAP": "PDT -07:00",
    "HNA": "AST -04:00", "HAA": "ADT -03:00",
    "HNT": "NST", "HAT": "NDT", "LKT": "SLST",
}  # fmt: skip
"""Other letters for the same: German, French, Russian, and what is written by analogy.

An offset behind says which row is meant where letters are shared.
"""

MEANT_AT = {
    "UK": "Europe/London",
    "BRITISH": "Europe/London",
    "UAE": "Asia/Dubai",
    "BEIJING": "Asia/Shanghai",
}
"""Whose time is meant by a word before "time" that is neither a city nor a country of the tz database."""
