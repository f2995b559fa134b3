"""Words around a date or a clock time, in many languages, and what each does to it.

What stands here nowhere is not skipped: a reader that skips words it does not know reads a wrong time.
"""

from functools import cache

from osintkit.clock.reading.folding import fold_word
from osintkit.clock.reading.parts import Sense
from osintkit.clock.reading.words import months, solar_hijri_months, weekdays

MOST_WORDS = 6


_PHRASES = {
    ("half", "am"): "am a_m ante_meridiem ص ق_ظ πμ π_μ fm f_m 上午 午前 오전 öö կ_ա",
    ("half", "pm"): "pm p_m post_meridiem م ب_ظ μμ μ_μ e_m 下午 午後 오후 ös կ_հ",
    ("part", "dawn"): """dawn at_dawn daybreak first_light aube à_l_aube aurore morgengrauen
        im_morgengrauen amanecer al_amanecer alba all_alba amanhecer dageraad świt o_świcie świtem рассвет
        на_рассвете світанок на_світанку şafak şəfəq արշալույս განთიადი გამთენიისას فجرا الفجر فجر سحر
        بامداد لפנות_בוקר לפנות_בוקר αυγή zori în_zori gryning daggry subuh fajar 黎明 清晨 明け方""",
    ("part", "small hours"): """small_hours early_hours in_the_early_hours in_the_small_hours madrugada
        de_la_madrugada de_madrugada da_madrugada por_la_madrugada dini_hari 凌晨 未明 새벽""",
    ("part", "early morning"): """early_morning early_in_the_morning early_in_the_day tôt_le_matin
        am_frühen_morgen frühmorgens am_frühen_vormittag рано_утром ранним_утром рано_вранці
        wczesnym_rankiem sabaha_karşı sabahın_erken_saatlerinde الصباح_الباكر صباحا_باكرا اول_صبح""",
    ("part", "late morning"): "late_morning late_in_the_morning am_späten_vormittag en_fin_de_matinée",
    ("part", "morning"): """morning in_the_morning in_morning matin du_matin le_matin au_matin matinée
        morgens früh am_morgen in_der_früh vormittag vormittags am_vormittag vorm de_la_mañana
        por_la_mañana en_la_mañana mattina di_mattina del_mattino la_mattina mattino da_manhã de_manhã
        pela_manhã manhã ochtend ochtends s_ochtends s_morgens voormiddag s_ochtends_vroeg rano rankiem
        z_rana przed_południem утра утром утро ранку вранці уранці зранку ранок sabah sabahı sabahleyin
        səhər səhəri առավոտյան առավոտ դիլით დილით დილის დილა صبح בבוקר
        בוקר πρωί το_πρωί dimineața dimineaţa de_dimineață dimineață morgon på_morgonen morgonen
        på_morgenen om_morgenen formiddag på_formiddagen om_formiddagen förmiddag på_förmiddagen pagi
        pagi_hari 早上 早晨 朝 아침""",
    ("part", "before noon"): "صباحا صباح الصباح في_الصباح",
    ("part", "midday"): """midday mid_day around_midday mittags mittag am_mittag zur_mittagszeit
        à_la_mi_journée w_południe ظهرا الظهر ظهر في_الظهر בצהריים צהריים μεσημέρι το_μεσημέρι la_prânz
        prânz amiază la_amiază öğle öğlen öğleyin günorta siang siang_hari 中午 昼 점심""",
    ("part", "early afternoon"): """early_afternoon in_the_early_afternoon early_in_the_afternoon
        am_frühen_nachmittag""",
    ("part", "late afternoon"): """late_afternoon in_the_late_afternoon late_in_the_afternoon
        am_späten_nachmittag عصرا العصر
        عصر sore sore_hari 夕方""",
    ("part", "afternoon"): """afternoon in_the_afternoon après_midi de_l_après_midi l_après_midi
        dans_l_après_midi nachmittag nachmittags am_nachmittag nachm pomeriggio del_pomeriggio
        di_pomeriggio nel_pomeriggio namiddag in_de_namiddag po_południu дня днём после_полудня пополудни
        вдень öğleden_sonra günortadan_sonra կեսօրից_հետո ნაშუადღევს بعد_الظهر بعد_ظهر بعد_از_ظهر بعدازظهر
        אחר_הצהריים אחה_צ απόγευμα το_απόγευμα după_amiaza după_amiază eftermiddag på_eftermiddagen
        ettermiddag på_ettermiddagen om_eftermiddagen""",
    ("part", "middle of the day"): "middag middags s_middags in_de_middag",
    ("part", "long afternoon"): """de_la_tarde por_la_tarde en_la_tarde a_la_tarde tarde da_tarde de_tarde
        à_tarde pela_tarde""",
    ("part", "long evening"): "مساء المساء في_المساء",
    ("part", "early evening"): """early_evening in_the_early_evening early_in_the_evening
        am_frühen_abend ранним_вечером""",
    ("part", "late evening"): """late_evening in_the_late_evening late_in_the_evening am_späten_abend
        поздним_вечером
        поздно_вечером пізно_ввечері""",
    ("part", "evening"): """evening in_the_evening eve soir du_soir le_soir au_soir soirée abends abend
        am_abend sera di_sera della_sera la_sera in_serata avond avonds s_avonds wieczorem wieczór
        wieczora вечера вечером вечер вечора ввечері увечері вечір akşam akşamı akşamleyin axşam axşamı
        երեկոյան երեկո საღამოს საღამო בערב ערב βράδυ το_βράδυ seara de_seară seară kväll på_kvällen
        kvällen kveld på_kvelden kvelden aften om_aftenen aftenen petang 晚上 傍晚 夕 저녁""",
    ("part", "night"): """night at_night in_the_night overnight during_the_night late_night late_at_night
        nuit la_nuit de_la_nuit dans_la_nuit nachts nacht in_der_nacht noche de_la_noche por_la_noche
        en_la_noche notte di_notte della_notte nella_notte noite da_noite à_noite de_noite s_nachts
        in_de_nacht w_nocy noc nocą nocy ночи ночью ночь в_ночь ночі вночі уночі ніч gece geceleyin gecesi
        gecə gecəsi գիշերը գիշեր ღამის ღამე ღამით ليلا ليل الليل في_الليل ليلة شب شب_هنگام בלילה לילה
        τη_νύχτα νύχτα noaptea noapte natt på_natten natten nat om_natten malam malam_hari 夜 夜里 深夜 밤""",
    ("part", "night of"): """night_of the_night_of on_the_night_of in_the_night_of during_the_night_of
        la_nuit_du dans_la_nuit_du la_noche_del en_la_noche_del nella_notte_del na_noite_de""",
    ("part", "night to"): """in_der_nacht_auf in_der_nacht_zu in_der_nacht_zum nacht_auf nacht_zu nacht_zum
        в_ночь_на ночь_на ночью_на у_ніч_на в_ніч_на ніч_на w_nocy_na noc_na""",
    ("point", "noon"): """noon high_noon noontime midi mezzogiorno mediodía meio_dia полдень в_полдень
        полудень опівдні կեսօր կեսօրին 12_noon południe poludnie 正午 μεσημβρία tengah_hari""",
    ("point", "midnight"): """midnight minuit mitternacht medianoche media_noche mezzanotte meia_noite
        middernacht północ o_północy o_polnocy полночь в_полночь полуночи полночи північ опівночі
        gece_yarısı geceyarısı gece_yarısından
        gece_yarısında gecə_yarısı gecəyarısı gecə_yarısından կեսգիշեր կեսգիշերին შუაღამე შუაღამეს შუაღამისას
        منتصف_الليل نيمه_شب نيمهشب نیمه_شب نیمهشب בחצות חצות μεσάνυχτα τα_μεσάνυχτα miezul_nopții
        miezul_nopţii midnatt ved_midnatt vid_midnatt tengah_malam 半夜 午夜 真夜中 자정""",
    ("qualifier", "about"): """about around approximately approx circa ca c roughly some_time_around
        sometime_around some_time_about
        on_or_about on_or_around at_or_about at_or_around
        at_about at_around vers environ aux_environs_de aux_alentours_de etwa ungefähr
        gegen rund hacia sobre alrededor_de aproximadamente a_eso_de verso intorno_a intorno_alle verso_le
        verso_l circa_alle por_volta_de por_volta_das cerca_de rond omstreeks ongeveer około ok
        w_okolicach около примерно приблизительно где_то_в близько приблизно біля civarında civarı
        sıralarında sularında yaklaşık təxminən radələrində մոտ մոտավորապես
        սահմաններում მოთ დაახლოებით حوالي حوالى نحو تقريبا
        قرابة حدود حدودا تقریبا در_حدود בערך בסביבות לערך περίπου γύρω_στις în_jurul aproximativ cam_pe_la
        omkring ungefär cirka rundt sekitar kira_kira kurang_lebih 大约 大約 左右 约 約 頃 ごろ 약 경""",
    ("qualifier", "just before"): """just_before shortly_before right_before a_little_before a_bit_before
        juste_avant peu_avant un_peu_avant kurz_vor knapp_vor poco_antes_de poco_antes_de_la
        poco_antes_de_las justo_antes_de justo_antes_de_la poco_prima_di poco_prima_delle poco_prima_della
        poco_prima pouco_antes_da pouco_antes_das pouco_antes_de kort_voor vlak_voor tuż_przed
        krótko_przed незадолго_до прямо_перед перед_самой незадовго_до قبيل قبل_قليل_من קצת_לפני מעט_לפני
        λίγο_πριν_από λίγο_πριν_τις λίγο_πριν_τα λίγο_πριν puțin_înainte_de cu_puțin_înainte_de strax_före
        strax_innan rett_før lige_før kort_før sesaat_sebelum hemen_önce""",
    ("qualifier", "just after"): """just_after shortly_after right_after soon_after a_little_after
        a_bit_after just_past juste_après peu_après un_peu_après kurz_nach poco_después_de
        poco_después_de_la poco_después_de_las justo_después_de poco_dopo poco_dopo_le poco_dopo_la
        pouco_depois_da pouco_depois_das pouco_depois_de kort_na vlak_na tuż_po krótko_po вскоре_после
        сразу_после невдовзі_після одразу_після بعيد_منتصف קצת_אחרי מעט_אחרי λίγο_μετά_τις λίγο_μετά_τα
        λίγο_μετά puțin_după la_scurt_timp_după strax_efter rett_etter lige_efter kort_efter
        sesaat_setelah hemen_sonra""",
    ("qualifier", "before"): """before earlier_than prior_to avant vor antes_de antes_del antes_de_las
        antes_de_la antes_das antes_do prima_di prima_del prima_delle voor przed до_начала раньше ранее
        раніше قبل پیش_از قبل_از לפני πριν πριν_από πριν_τις înainte_de inainte_de før före innan sebelum
        önce əvvəl""",
    ("qualifier", "after"): """after later_than past après nach después_de después_del después_de_las
        después_de_la depois_de depois_das depois_do dopo dopo_le na_de po после позже позднее після
        пізніше بعد پس_از بعد_از אחרי לאחר μετά μετά_τις μετά_από după efter etter setelah sesudah sonra""",
    ("qualifier", "by"): """by no_later_than not_later_than at_the_latest up_to au_plus_tard spätestens
        bis_spätestens a_más_tardar entro entro_le não_depois_de uiterlijk najpóźniej не_позднее не_позже
        не_пізніше en_geç senest pling_lambat""",
    ("qualifier", "since"): """since not_before no_earlier_than not_earlier_than at_the_earliest
        from_at_least starting starting_at starting_from depuis à_partir_de au_plus_tôt dès seit ab
        frühestens desde_las desde a_partir_de a_partire_da a_partire_dalle vanaf sinds od_godz не_раньше
        не_ранее не_раніше начиная_с починаючи_з منذ ابتداء_من از_ساعت מאז החל_מ από_τις începând_cu
        începând_de_la sedan siden fra_og_med sejak mulai""",
    ("open", "between"): """arası arasında between entre_les entre zwischen entre_las entre_la tra tra_le
        fra_le fra entre_as tussen między pomiędzy между між بين ما_بين بین מבין בין μεταξύ între mellan
        mellem mellom antara""",
    ("open", "from"): "from dalle dal das od с від من از מ de_la från fra_kl från_kl dari",
    ("to", ""): "to thru through 到 至 から 부터",
    ("to", "or nothing"): "a à au aux al alle às as ao auf на na",
    ("until", ""): """until till til up_until bis bis_zum jusqu_à jusqu_au hasta hasta_las hasta_la fino_a
        fino_alle até até_às tot do до по إلى الى حتى حتي تا עד έως μέχρι până_la până sampai hingga kadar
        dək qədər まで 까지""",
    ("and", ""): "ile ilə and et und y e en i и та й ve və և და و ו και și şi och og dan dhe & u_i",
    ("hour", ""): """h hr hrs hs hours hour o_clock oclock uhr heures heure horas hora uur godz_rano час
        часа часов ч годин година години годині год საათი საათზე საათს ժամ ساعة tanda_jam""",
    ("minute", ""): """m min mins minutes minute mn minuten minutos minuto minuti minut minuty минут
        минуты минута мин м хвилин хвилини хвилина хв dakika dəqiqə րոպե წუთი წუთზე დقيقة دقيقة دقائق
        دقیقه דקות דקה λεπτά λεπτό minuut menit minuter minutter""",
    ("second", ""): """s sec secs seconds second secondes seconde sekunden sekunde segundos segundo
        secondi secondo sek секунд секунды секунда сек с_половиной_секунд секунди saniye saniyə ثانية ثوان
        ثانیه שניות δευτερόλεπτα secunde sekund sekunder detik seconden""",
    ("at", ""): """at um v u à_las a_las a_la as_horas alle_ore le_ore kl kl_ klo klokken klockan o_godz
        o_godzinie godz godzina godzinie в во у о об w we o saatı saatinde saatlerinde ժամը ժ الساعة ساعت
        در_ساعت בשעה שעה στις στη ora ore orele la_ora la_orele pukul pkl jam om klokka ob""",
    ("at", "saat"): "saat",
    ("skip", ""): """م datum fecha дата_съемки on the of in at_the_time le la les l du de d des del della
        dello di il lo el los las am_den den der die das_datum dem im os no do_dia dia día giorno jour tag
        data date date_and_time datetime time_and_date op het de_dag dn dnia roku r rok года год г гг г_г
        году року р рр числа дата числа_месяца около_числа yılı yıl yılının tarihi tarih günü gün
        tarihinde ili ilin ildə ün период
        в_период у_період the_period
        tarixi tarixində günü_saat թ թվականի թվականին օրը წ წლის წელს في يوم بتاريخ
        تاريخ عام سنة شهر مسيحي ميلادي ميلادية میلادی روز مورخ سال در את ביום ב ה של שנת תאריך στις_ημ την
        τον το του στο στην της ημέρα έτους la_data_de data_de anul ziua pe den_dag dagen år året tanggal
        tgl hari tahun pada dated posted published uploaded recorded taken shot filmed captured created
        modified sent received updated premiered streamed streamed_live streamed_live_on first_published
        last_updated acquired acquisition imagery imagery_date dtg publié publiée publicado publicada
        pubblicato veröffentlicht aktualisiert stand опубликовано обновлено опубліковано оновлено
        twitter_for_iphone twitter_for_android twitter_for_ipad twitter_web_app twitter_web_client
        timestamp stamp file photo image picture video screenshot clip post
        tweet message image_taken um_genau exactly precisely sharp exact punkt genau pile en_punto
        in_punto em_ponto precis o_clock_sharp ровно рівно tam դուք تمام ad ce n_chr n_e no_dia en_date_du
        vom von van z з із le_jour i_dag_den ი სთ hodinu at_exactly at_precisely last_modified last_edited
        edited sometime some_time during within pendant während am in_the_year anno year month_of day_of
        month day morning_of_the night_of_the_day st rd th er ére ème го ого е ին ում ը ში ზე ს 点钟 點鐘
        整 时间 日 の に 에 です に撮影 il_giorno nel nella nell nei am_tag də da ta te dne em""",
    ("local", ""): """local local_time locally local_clock locale heure_locale heures_locales locales
        hora_local hora_locales hora_locale ora_locale ortszeit örtliche_zeit lokalzeit lokaler_zeit
        horário_local plaatselijke_tijd lokale_tijd czasu_lokalnego czas_lokalny czasu_miejscowego
        местного_времени по_местному_времени местное_время по_местному местное місцевого_часу
        за_місцевим_часом місцевий_час місцевим_часом yerel_saat yerel_saatle yerel_saatiyle yerel_zaman
        yerel_saate_göre yerli_vaxtla yerli_vaxt yerli_vaxt_ilə տեղական_ժամանակով տեղական_ժամանակ տեղական
        ადგილობრივი_დროით ადგილობრივი_დრო بالتوقيت_المحلي التوقيت_المحلي توقيت_محلي محلي به_وقت_محلی
        به_وقت_محلي وقت_محلی ساعت_محلی שעון_מקומי זמן_מקומי τοπική_ώρα ώρα_τοπική τοπική ora_locală
        lokal_tid lokaltid waktu_setempat waktu_lokal 当地时间 當地時間 现地时间 現地時間 현지시간
        현지_시간 lt l_t hora_del_lugar time_of_the_place""",
    ("timeword", ""): """uhrzeit time times zeit horário tijd czas czasu время времени по_времени часу
        часом за за_часом vaxtı vaxtı_ilə vaxt saatiyle saati_ile saatine_göre zamanı ժամանակով ժամանակ
        დროით დრო بتوقيت توقيت به_وقت وقت שעון זמן tid waktu ώρα timezone time_zone zone tz clock_time
        heure_de heure_d hora_de ora_di heure_du hora_del standard_time""",
    ("third", "early"): """early the_beginning_of beginning_of start_of the_start_of début début_de anfang
        principios_de a_principios_de comienzos_de a_comienzos_de inizio inizio_di inizi_di agli_inizi_di
        início_de no_início_de begin początek na_początku w_początkach начало в_начале начала на_початку
        початок başı başında əvvəli əvvəlində أوائل بداية مطلع اوایل תחילת בתחילת αρχές αρχές_του
        la_începutul început_de början_av i_början_av begynnelsen_av awal primeros_de""",
    ("third", "mid"): """mid middle_of the_middle_of mi à_la_mi mitte mediados_de a_mediados_de metà
        metà_di a_metà meados_de em_meados_de half midden_ połowa w_połowie середина в_середине середины
        всередині у_середині ortası ortasında ortalarında منتصف أواسط اواسط אמצע באמצע μέσα μέσα_του
        la_mijlocul mitten_av i_mitten_av midten_av pertengahan""",
    ("third", "late"): """late the_end_of end_of fin fin_de fin_du ende finales_de a_finales_de fines_de
        a_fines_de fine fine_di alla_fine_di final_de fim_de no_final_de eind einde koniec pod_koniec
        w_końcu конец в_конце конца наприкінці кінець в_кінці sonu sonunda sonları sonlarında أواخر نهاية
        اواخر סוף בסוף τέλη τέλη_του τέλος la_sfârșitul sfârșit_de slutet_av i_slutet_av slutten_av
        slutningen_af akhir""",
    ("number", "1"): "one",
    ("number", "2"): "two",
    ("number", "3"): "three",
    ("number", "4"): "four",
    ("number", "5"): "five",
    ("number", "6"): "six",
    ("number", "7"): "seven",
    ("number", "8"): "eight",
    ("number", "9"): "nine",
    ("number", "10"): "ten",
    ("number", "11"): "eleven",
    ("number", "12"): "twelve",
    ("more", "30"): "et_demie et_demi y_media e_mezza e_mezzo e_meia والنصف و_النصف buçuk buçukta",
    ("more", "15"): "et_quart et_un_quart y_cuarto e_un_quarto والربع و_الربع",
    ("shift", "30"): "half_past",
    ("shift", "15"): "quarter_past a_quarter_past",
    ("shift", "-15"): "quarter_to a_quarter_to",
    ("relative", ""): """ساعات yesterday today tomorrow tonight ago now last_night this_morning this_afternoon
        this_evening last_week last_month last_year next_week hours_ago minutes_ago days_ago earlier_today
        just_now recently the_day_before the_next_day hier aujourd_hui demain il_y_a cette_nuit gestern
        heute morgen vorgestern jetzt vor_stunden ayer hoy mañana anoche hace ieri oggi domani fa ontem
        hoje amanhã há gisteren vandaag geleden wczoraj dzisiaj dziś jutro temu вчера сегодня завтра назад
        сейчас позавчера вчора сьогодні тому dün bugün yarın dünən bu_gün sabah_günü երեկ այսօր გუშინ დღეს
        أمس اليوم غدا البارحة دیروز امروز فردا پیش אתמול היום מחר χθες χτες σήμερα αύριο ieri_ azi astăzi
        mâine igår i_går idag i_dag kemarin hari_ini besok yang_lalu lalu weeks_ago months_ago years_ago
        h_ago min_ago d_ago hrs_ago hr_ago mins_ago 昨天 今天 明天 昨日 今日 明日 어제 오늘 내일
        hours_before hours_after days_before days_after hours_later
        minutes_later days_later an_hour_before an_hour_after hour_before hour_after""",
    ("counted", "-"): "minutes_before minutes_to minute_before minute_to min_before mins_before min_to",
    ("counted", "+"): "minutes_after minutes_past minute_after minute_past min_after mins_after min_past",
    ("calendar", "the Islamic calendar"): """muharram safar rabi_al_awwal rabi_al_thani jumada ramadan
        ramazan shawwal rajab shaban dhu_al_hijjah dhu_al_qadah محرم المحرم صفر ربيع_الأول ربيع_الثاني
        ربيع_الآخر جمادى_الأولى جمادى_الآخرة جمادى_الثانية رجب شعبان رمضان شوال ذو_القعدة ذي_القعدة
        ذو_الحجة ذي_الحجة هـ هجري هجرية hijri ah""",
    ("calendar", "the Hebrew calendar"): """תשרי חשוון כסלו טבת שבט אדר ניסן אייר סיוון תמוז אלול tishrei
        cheshvan kislev""",
    ("calendar", "the Afghan solar calendar"): """حمل ثور جوزا سرطان اسد سنبله سنبلة میزان عقرب قوس جدی
        دلو حوت""",
    ("calendar", "an imperial calendar"): "令和 平成 昭和 民國 民国",
    ("calendar", "the Buddhist calendar"): "พ_ศ",
    ("calendar", "the Julian calendar"): "old_style julian ст_ст",
}  # fmt: skip


_TABLES = (("month", months), ("weekday", weekdays), ("solar hijri", solar_hijri_months))


@cache
def phrases() -> dict[str, tuple[Sense, ...]]:
    """What each phrase of folded words can mean: mostly one thing, several for such as ``mar`` and ``am``."""
    found: dict[str, tuple[Sense, ...]] = {}
    for (kind, value), forms in _PHRASES.items():
        for form in map(_spaced, forms.split()):
            found[form] = tuple(dict.fromkeys((*found.get(form, ()), Sense(kind, value))))
    for kind, table in _TABLES:
        for form, numbers in table().items():
            found[form] = (Sense(kind, form, numbers), *found.get(form, ()))
            if "\u05d0" <= form[0] <= "\u05ea":
                found["ב" + form] = found[form]  # Hebrew writes "in" as one letter of the word that follows
    return found


def _spaced(form: str) -> str:
    return fold_word(form).replace("_", " ").strip()


@cache
def longest() -> dict[str, int]:
    """How many words the longest phrase has that begins with a word."""
    found: dict[str, int] = {}
    for phrase in phrases():
        first, *rest = phrase.split(" ")
        found[first] = max(found.get(first, 0), 1 + len(rest))
    return found


@cache
def unspaced() -> dict[str, int]:
    """How long the longest phrase is that begins with a character of a script without spaces."""
    found: dict[str, int] = {}
    for phrase in phrases():
        if phrase[0] >= "\u3040":
            found[phrase[0]] = max(found.get(phrase[0], 0), len(phrase))
    return found
