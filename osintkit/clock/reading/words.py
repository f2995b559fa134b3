"""Names of months and weekdays in many languages, with their usual abbreviations and inflected forms.

Every language was written down by itself; a form that two languages use for different months means both.
"""

from functools import cache

from osintkit.clock.reading.folding import fold_word

_MONTHS = """
January Jan|February Feb Febr|March Mar|April Apr|May|June Jun|July Jul|August Aug|September Sep Sept
  |October Oct|November Nov|December Dec
janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre sept|octobre|novembre
  |décembre déc
Januar Jänner Jän Jaen Jaenner|Februar Feber|März Mär Mrz Maerz Maer|April|Mai|Juni|Juli|August|September
  |Oktober Okt|November|Dezember Dez
enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre set|octubre|noviembre
  |diciembre dic
gennaio genn gen|febbraio febb|marzo|aprile|maggio magg mag|giugno giu|luglio lug|agosto ago
  |settembre sett set
  |ottobre ott|novembre|dicembre dic
janeiro|fevereiro fev|março|abril abr|maio mai|junho|julho|agosto ago|setembro set|outubro out|novembro
  |dezembro dez
januari|februari|maart mrt|april|mei|juni|juli|augustus|september|oktober okt|november|december
styczeń stycznia styczniu sty|luty lutego lutym lut|marzec marca marcu|kwiecień kwietnia kwietniu kwi
  |maj maja maju|czerwiec czerwca czerwcu cze|lipiec lipca lipcu lip|sierpień sierpnia sierpniu sie sierp
  |wrzesień września wrześniu wrz wrześ|październik października październiku paź paźdz
  |listopad listopada listopadzie lis|grudzień grudnia grudniu gru
январь января январе янв|февраль февраля феврале февр фев|март марта марте мар|апрель апреля апреле апр
  |май мая мае|июнь июня июне июн|июль июля июле июл|август августа августе авг
  |сентябрь сентября сентябре сент сен|октябрь октября октябре окт|ноябрь ноября ноябре нояб ноя
  |декабрь декабря декабре дек
січень січня січні січ|лютий лютого лютому лют|березень березня березні бер|квітень квітня квітні квіт кві
  |травень травня травні трав тра|червень червня червні черв чер|липень липня липні лип
  |серпень серпня серпні серп сер|вересень вересня вересні верес вер|жовтень жовтня жовтні жовт жов
  |листопад листопада листопаді лист лис|грудень грудня грудні груд гру
Ocak Oca|Şubat Şub|Mart|Nisan Nis|Mayıs|Haziran Haz|Temmuz Tem|Ağustos Ağu|Eylül Eyl|Ekim Eki|Kasım Kas
  |Aralık Ara
yanvar yanvarın yan yanv|fevral fevralın fev|mart martın|aprel aprelin|may mayın|iyun iyunun|iyul iyulun
  |avqust avqustun avq|sentyabr sentyabrın sent|oktyabr oktyabrın okt|noyabr noyabrın noy|dekabr dekabrın dek
հունվար հունվարի հունվարին հնվ|փետրվար փետրվարի փետրվարին փտվ փետ|մարտ մարտի մարտին մրտ
  |ապրիլ ապրիլի ապրիլին ապր
  |մայիս մայիսի մայիսին մյս|հունիս հունիսի հունիսին հնս|հուլիս հուլիսի հուլիսին հլս
  |օգոստոս օգոստոսի օգոստոսին օգս|սեպտեմբեր սեպտեմբերի սեպտեմբերին սեպ|հոկտեմբեր հոկտեմբերի հոկտեմբերին հոկ
  |նոյեմբեր նոյեմբերի նոյեմբերին նոյ|դեկտեմբեր դեկտեմբերի դեկտեմբերին դեկ
იანვარი იანვარს იანვრის იან|თებერვალი თებერვალს თებერვლის თებ|მარტი მარტს მარტის მარ
  |აპრილი აპრილს აპრილის აპრ
  |მაისი მაისს მაისის მაი|ივნისი ივნისს ივნისის ივნ|ივლისი ივლისს ივლისის ივლ|აგვისტო აგვისტოს აგვ
  |სექტემბერი სექტემბერს სექტემბრის სექ|ოქტომბერი ოქტომბერს ოქტომბრის ოქტ|ნოემბერი ნოემბერს ნოემბრის ნოე
  |დეკემბერი დეკემბერს დეკემბრის დეკ
كانون_الثاني كانون_ثاني كانون_الآخر كانون|شباط|آذار|نيسان|أيار نوار|حزيران|تموز|آب|أيلول
  |تشرين_الأول تشرين_أول تشرين|تشرين_الثاني تشرين_ثاني تشرين_الآخر تشرين|كانون_الأول كانون_أول كانون
يناير|فبراير|مارس|أبريل إبريل نيسان|مايو|يونيو يونيه|يوليو يوليه|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر
جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر
يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر
ژانویه ژانویهٔ|فوریه|مارس مارچ|آوریل|مه مهٔ می مئی|ژوئن|ژوئیه ژوییه جولای|اوت آگوست اگوست آگست|سپتامبر|اکتبر
  |نوامبر|دسامبر
جنوری|فبروری فروری|مارچ|اپریل|می|جون|جولای جولائی|اگست|سپتمبر ستمبر|اکتوبر|نومبر|دسمبر
ינואר ינו|פברואר פבר|מרץ מרס|אפריל אפר|מאי|יוני|יולי|אוגוסט אוג|ספטמבר ספט|אוקטובר אוק|נובמבר נוב|דצמבר דצמ
Ιανουάριος Ιανουαρίου Ιανουάριο Ιαν|Φεβρουάριος Φεβρουαρίου Φεβρουάριο Φεβ|Μάρτιος Μαρτίου Μάρτιο Μαρ Μάρτη
  |Απρίλιος Απριλίου Απρίλιο Απρ Απρίλη|Μάιος Μαΐου Μάιο Μαΐ Μάη|Ιούνιος Ιουνίου Ιούνιο Ιουν Ιούνη
  |Ιούλιος Ιουλίου Ιούλιο Ιουλ Ιούλη|Αύγουστος Αυγούστου Αύγουστο Αυγ
  |Σεπτέμβριος Σεπτεμβρίου Σεπτέμβριο Σεπ Σεπτ
  |Οκτώβριος Οκτωβρίου Οκτώβριο Οκτ|Νοέμβριος Νοεμβρίου Νοέμβριο Νοε Νοεμ|Δεκέμβριος Δεκεμβρίου Δεκέμβριο Δεκ
ianuarie ian|februarie|martie|aprilie|mai|iunie iun|iulie iul|august|septembrie|octombrie|noiembrie noi
  |decembrie
januari januar|februari februar|mars marts|april|maj mai|juni|juli|augusti august aug|september|oktober okt
  |november|december desember des
Januari|Februari Peb|Maret|April|Mei|Juni|Juli|Agustus Agt Ags Agu|September|Oktober Okt|November Nop
  |Desember Des
siječnja siječanj|veljače veljača|ožujka ožujak|travnja travanj|svibnja svibanj|lipnja lipanj lip
  |srpnja srpanj srp
  |kolovoza kolovoz|rujna rujan|listopada listopad lis|studenoga studeni|prosinca prosinac
ledna leden|února únor|března březen|dubna duben|května květen|června červen|července červenec
  |srpna srpen srp
  |září|října říjen|listopadu listopad lis|prosince prosinec
tammikuuta tammikuu tammi|helmikuuta helmikuu helmi|maaliskuuta maaliskuu maalis|huhtikuuta huhtikuu huhti
  |toukokuuta toukokuu touko|kesäkuuta kesäkuu kesä|heinäkuuta heinäkuu heinä|elokuuta elokuu elo
  |syyskuuta syyskuu syys|lokakuuta lokakuu loka|marraskuuta marraskuu marras|joulukuuta joulukuu joulu
януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември
január|február|március márc|április ápr|május máj|június jún|július júl|augusztus|szeptember szept|október
  |november|december
जनवरी|फ़रवरी फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर|नवंबर नवम्बर|दिसंबर दिसम्बर
1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月
tammikuuta tammikuu tammi|helmikuuta helmikuu helmi|maaliskuuta maaliskuu maalis|huhtikuuta huhtikuu huhti
  |toukokuuta toukokuu touko|kesäkuuta kesäkuu kesä|heinäkuuta heinäkuu heinä|elokuuta elokuu elo
  |syyskuuta syyskuu syys|lokakuuta lokakuu loka|marraskuuta marraskuu marras|joulukuuta joulukuu joulu
януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември
január|február|március márc|április ápr|május máj|június jún|július júl|augusztus|szeptember szept|október
  |november|december
जनवरी|फ़रवरी फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर|नवंबर नवम्बर|दिसंबर दिसम्बर
"""
"""Twelve groups to a language. Levantine, Egyptian, Maghrebi and Moroccan Arabic; Persian and Dari.

Croatian and Czech stand here because they share names of months with Polish that mean others.
"""

_WEEKDAYS = """
Monday Mon|Tuesday Tue Tues|Wednesday Wed Weds|Thursday Thu Thur Thurs|Friday Fri|Saturday Sat|Sunday Sun
lundi lun|mardi mar|mercredi mer|jeudi jeu|vendredi ven|samedi sam|dimanche dim
Montag Mo|Dienstag Di|Mittwoch Mi Mitt|Donnerstag Do|Freitag Fr|Samstag Sa Sonnabend|Sonntag So
lunes lun|martes mar|miércoles mié mier|jueves jue|viernes vie|sábado sáb|domingo dom
lunedì lun|martedì mar|mercoledì mer|giovedì gio|venerdì ven|sabato sab|domenica dom
segunda segunda_feira seg|terça terça_feira ter|quarta quarta_feira qua|quinta quinta_feira qui
  |sexta sexta_feira sex|sábado sáb|domingo dom
maandag|dinsdag|woensdag wo|donderdag|vrijdag vr|zaterdag za|zondag zo
poniedziałek poniedziałku pon pn|wtorek wtorku wt|środa środę śr|czwartek czwartku czw|piątek piątku pt
  |sobota sobotę sob|niedziela niedzielę niedz nd
понедельник понедельника пн|вторник вторника вт|среда среду среды ср|четверг четверга чт|пятница пятницу пт
  |суббота субботу сб|воскресенье воскресенья вс
понеділок понеділка пн|вівторок вівторка вт|середа середу ср|четвер четверга чт
  |пʼятниця пʼятницю п_ятниця п_ятницю пт
  |субота суботу сб|неділя неділю нд
Pazartesi Pzt Pts|Salı Sal|Çarşamba Çar Çrş|Perşembe Per Prş|Cuma Cum|Cumartesi Cmt Cts|Pazar Paz
bazar_ertəsi|çərşənbə_axşamı|çərşənbə|cümə_axşamı|cümə|şənbə|bazar
երկուշաբթի|երեքշաբթի|չորեքշաբթի|հինգշաբթի|ուրբաթ|շաբաթ|կիրակի
ორშაბათი ორშაბათს|სამშაბათი სამშაბათს|ოთხშაბათი ოთხშაბათს|ხუთშაბათი ხუთშაბათს|პარასკევი პარასკევს
  |შაბათი შაბათს
  |კვირა კვირას
الاثنين الإثنين اثنين|الثلاثاء ثلاثاء|الأربعاء أربعاء|الخميس خميس|الجمعة جمعة|السبت سبت|الأحد أحد
دوشنبه دو_شنبه|سهشنبه سه_شنبه|چهارشنبه چهار_شنبه|پنجشنبه پنج_شنبه|جمعه آدینه|شنبه|یکشنبه یک_شنبه
יום_שני שני|יום_שלישי שלישי|יום_רביעי רביעי|יום_חמישי חמישי|יום_שישי שישי|שבת יום_שבת|יום_ראשון ראשון
יום_ב|יום_ג|יום_ד|יום_ה|יום_ו|יום_ש|יום_א
Δευτέρα Δευ|Τρίτη Τρι|Τετάρτη Τετ|Πέμπτη Πεμ|Παρασκευή Παρ|Σάββατο Σαβ|Κυριακή Κυρ
luni lun|marți mar|miercuri mie|joi|vineri vin|sâmbătă sâm|duminică dum
måndag mandag mån man|tisdag tirsdag tis tir tirs|onsdag ons|torsdag tor tors|fredag fre
  |lördag lørdag lör lør
  |söndag søndag sön søn
Senin Sen|Selasa|Rabu Rab|Kamis Kam|Jumat Jum_at Jum|Sabtu|Minggu
星期一 周一 週一 月曜日 月曜 월요일|星期二 周二 週二 火曜日 火曜 화요일|星期三 周三 週三 水曜日 水曜 수요일
  |星期四 周四 週四 木曜日 木曜 목요일|星期五 周五 週五 金曜日 金曜 금요일
  |星期六 周六 週六 土曜日 土曜 토요일
  |星期日 星期天 周日 週日 日曜日 日曜 일요일
"""
"""Seven groups to a language, from Monday."""

_SOLAR_HIJRI = (
    "فروردین farvardin|اردیبهشت ordibehesht|خرداد khordad|تیر|مرداد امرداد mordad|شهریور shahrivar|مهر mehr"
    "|آبان aban|آذر azar|دی|بهمن bahman|اسفند esfand"
)
"""The months of Iran's calendar."""


def _groups(table: str, count: int) -> list[list[str]]:
    groups = table.replace("\n  |", "|").strip().replace("\n", "|").split("|")
    merged: list[list[str]] = [[] for _ in range(count)]
    for index, group in enumerate(groups):
        merged[index % count].extend(fold_word(form).replace("_", " ") for form in group.split())
    return merged


def _lookup(table: str, count: int) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for number, forms in enumerate(_groups(table, count), 1):
        for form in forms:
            found.setdefault(form, set()).add(number)
    return {form: tuple(sorted(numbers)) for form, numbers in found.items()}


@cache
def months() -> dict[str, tuple[int, ...]]:
    """Which months a folded word can be: 1 to 12, more than one where languages disagree."""
    return _lookup(_MONTHS, 12)


@cache
def weekdays() -> dict[str, tuple[int, ...]]:
    """Which weekdays a folded word can be: 1 (Monday) to 7, as ISO 8601 counts."""
    return _lookup(_WEEKDAYS, 7)


@cache
def solar_hijri_months() -> dict[str, tuple[int, ...]]:
    """Which month of Iran's calendar a folded word is: 1 (Farvardin) to 12."""
    return _lookup(_SOLAR_HIJRI, 12)
