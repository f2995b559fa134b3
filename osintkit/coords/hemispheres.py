"""Words and letters for the hemispheres, the axes and the parts of a degree, in the scripts people use."""

from functools import lru_cache

from osintkit.coords.writing import word

_HEMISPHERES = {
    "N": """
        n nb north northern northing northward nord nordliche nordlicher nordlich norte noord noorder
        noorderbreedte nordlig nordre norra pohjoinen pohjoista sever severni severna severne sjever
        sjeverno severno polnocy polnocna polnocnej północ północna północnej północny eszaki észak északi
        kuzey kuzeyi simal şimal şimali utara bac bắc с север северная северной северный северно сев сш сев
        північ північна північної північний пн пнш поўнач север северна βόρεια βόρειο βόρειος βορράς βορρά β
        հյուսիս հյուսիսային հս ჩრდილოეთი ჩრდილოეთ ჩრდილოეთის ჩრდილოეთით ჩრდ ش شمال شمالا شمالي شمالى شمالية
        الشمال الشمالي شمالی עברצפון צפון צפונה צפוני צפונית צפ उत्तर उत्तरी উত্তর เหนือ မြောက် ሰሜን bakur
        bakûr 北 北緯 北纬 北方 북위 북 북쪽""",
    "S": """
        s zb south southern southing southward sud süd sur sul zuid zuider zuiderbreedte südlich südliche
        südlicher sydlig södra etela eteläinen eteläistä jih jizni jižní jug juzni južni juzna južna juzno
        južno południe południowa południowej południowy deli déli guney güney güneyi cenub cənub cənubi
        selatan nam ю юг южная южной южный южно юж юш південь південна південної південний пд поўдзень νότος
        νότια νότιο νότιος νότου հարավ հարավային հվ სამხრეთი სამხრეთ სამხრეთის სამხრეთით სამხრ ج جنوب جنوبا
        جنوبي جنوبى جنوبية الجنوب الجنوبي جنوبی דרום דרומה דרומי דרומית דר दक्षिण दक्षिणी দক্ষিণ ใต้ တောင်
        ደቡብ basur başûr 南 南緯 南纬 南方 남위 남 남쪽""",
    "E": """
        e ol east eastern easting eastward est este ost östlich östliche östlicher ostlig ostre oost ooster
        oosterlengte östra øst østlig ø itä itäinen itäistä leste l vychod východ východní vzhod istok
        istočna istočno wschód wschodnia wschodniej wschodni kelet keleti dogu doğu doğusu serq şərq şərqi
        timur dong đông в восток восточная восточной восточный восточно вост вд схід східна східної східний
        сх усход изток източна исток е ανατολή ανατολικό ανατολική ανατολικά ανατολικός α е ε արևելք արևելյան
        արև ավ აღმოსავლეთი აღმოსავლეთ აღმოსავლეთის აღმოსავლეთით აღმ ق شرق شرقا شرقي شرقى شرقية الشرق الشرقي
        شرقی מזרח מזרחה מזרחי מזרחית מז पूर्व पूर्वी পূর্ব ตะวันออก အရှေ့ ምስራቅ rojhilat
        东 東 東経 東經 东经 동경 동 동쪽""",
    "W": """
        w wl west western westing westward ouest oeste ovest westlich westliche westlicher wester westerlengte
        vest vestlig västra väst länsi läntinen läntistä zapad západ západní zahod zapadna zapadno zachód
        zachodnia zachodniej zachodni nyugat nyugati bati batı batısı qerb qərb qərbi barat tay tây з запад
        западная западной западный западно зап зд захід західна західної західний зх захад δύση δυτικό
        δυτική δυτικά δυτικός δ արևմուտք արևմտյան დასავლეთი დასავლეთ დასავლეთის დასავლეთით დას غ غرب غربا غربي
        غربى غربية الغرب الغربي غربی מערב מערבה מערבי מערבית מע पश्चिम पश्चिमी পশ্চিম ตะวันตก အနောက် ምዕራብ
        rojava 西 西経 西經 西经 서경 서 서쪽""",
}
_EITHER = {
    "ν": ("SN", "south (Greek Νότος)", "north, if the Latin letter was meant"),
    "o": ("EW", "east (German Ost, Dutch oost)", "west (French ouest, Spanish oeste)"),
    "v": ("EW", "east (Czech východ)", "west (Danish and Norwegian vest, Swedish väst)"),
}
"""Letters that are the beginning of both, in different languages; upper or lower case."""
_AXES = {
    "lat": """
        lat latitude latitud latitudine latitudes breite breedte breitengrad geographische bredde bredd
        szerokość szerokości szer szirina sirina šířka šířky širina szélesség enlem enlik y mlat широта
        широты широти шир ш шырата ширина geogbreite br πλάτος γεωγραφικό լայնություն
        լայնության լ განედი განედის გ
        عرض العرض רוחב अक्षांश অক্ষাংশ ละติจูด လတ္တီတွဒ် lintang 纬度 緯度 纬 緯 위도""",
    "lon": """
        lon long lng longitude longitud longitudine longitudes länge lengte längengrad lengde längd długość dł
        długości dlug delka délka délky dužina dolzina dolžina hosszúság boylam uzunluq x mlon mlng долгота
        долготы довгота довготи долг довг д дължина дужина geoglänge lg μήκος երկայնություն երկայնության ե
        გრძედი გრძედის طول الطول אורך देशांतर देशान्तर দ্রাঘিমাংশ ลองจิจูด bujur 经度 經度 经 經 경도""",
}
_MARKS = {
    "°": """
        d deg degs degree degrees degr grad grade grado grados graden gradi grader graus grau degre degré
        degrés stopni stopnie stupen stupňů stupnu derece derecə gr град градус градуса градусов гр градусів
        μοίρες աստիճան გრადუსი გრადუსით درجة درجه درجات מעלות מעלה अंश ডিগ্রি องศา derajat""",
    "'": """
        min mins minute minutes minut minuta minuty minuten minuto minutos minuti minutter minuts dakika
        dəqiqə мин минут минута минуты мінут хв хвилин րոպե წუთი دقيقة دقیقه دقائق דקות मिनट মিনিট ลิปดา
        menit""",
    '"': """sec secs second seconds sek sekund sekunda sekundy sekunden segundo segundos secondes secondi
        secondo saniye saniyə сек секунд секунда секунды վայրկյան წამი ثانية ثانیه ثواني שניות सेकंड সেকেন্ড
        พิลิปดา detik""",
    "height": "altitude alt ele elevation elev height höhe altura altitud высота висота ارتفاع الارتفاع",
    "metres": """
        m metre metres meter meters metros metri mètres meters masl м метр метра метров متر מטר 米""",
}
_WITHOUT_MEANING = """
    a and at is in the of on to und y et i e и й та і ու და و بر و ו coordinate coordinates coords coord
    coordenadas coordonnees coordonnées koordinaten koordinate coordinata координаты координата
    координати կոորդինատներ კოორდინატები إحداثيات الإحداثيات احداثيات مختصات coördinaten souřadnice
    współrzędne koordináták koordinatlar koordinatlari निर्देशांक 坐标 座標 经纬度 經緯度 坐標 좌표
    gps gnss position pos
    point location loc place site geo geographic geographical centre center dd ddm dm dms trkpt wpt
    rtept decimal геогр geogr geographic geographisch geograficzna geograficzne geográfica geográficas
    geographique географические географическая جغرافيا جغرافيايي جغرافیایی خط دائرة دايرة קו קווי
         above sea level asl approx approximately about circa ca around
    near de da do del della der des von van av
"""


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every word as `plain` leaves it, with what it is: ``N``, ``lat``, ``'``, ``metres``, or empty."""
    known = {word(each): "" for each in _WITHOUT_MEANING.split()}
    for kinds in (_MARKS, _AXES, _HEMISPHERES):
        for kind, words in kinds.items():
            known.update((word(each), kind) for each in words.split())
    known.update((letter, letter.upper()) for letter in _EITHER)
    return known


def meaning(written: str) -> str | None:
    """What a word stands for; None when it is not known here.

    Returns:
        ``N``, ``S``, ``E``, ``W``; a letter that can be two of them (``O``, ``V``, Greek ``Ν``); ``lat``,
        ``lon``; ``°``, ``'``, ``"``; ``metres``, ``height``; or nothing, of a word such as "coordinates".
    """
    return _known().get(written.casefold())


def hemispheres(kind: str) -> tuple[tuple[str, str], ...]:
    """Which hemispheres a letter can stand for, each with why where it can be two."""
    if kind in "NSEW":
        return ((kind, ""),)
    both, *why = _EITHER[kind.lower()]
    return tuple((one, f"the letter {kind} read as {reason}") for one, reason in zip(both, why, strict=True))
