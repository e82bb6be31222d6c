"""A news sentence or two in many languages, and the single-byte charsets that sites write them in."""

TEXTS = {
    "Arabic": "أعلن رئيس الوزراء مساء أمس أن الحكومة ستقر الموازنة الجديدة الأسبوع المقبل، وأن المحادثات مع النقابات مستمرة خلال الأشهر القادمة",
    "Persian": "رئيس جمهور ديروز در نشست خبرى اعلام كرد كه گفتگوها با كشورهاى همسايه ادامه خواهد يافت و وزير خارجه هفته آينده به پكن سفر مى كند",
    "Urdu": "وزير اعظم نے کل شام کہا کہ حکومت نئے بجٹ کی منظوری اگلے ہفتے دے گی اور عوام کو ريليف فراہم کيا جائے گا".replace(
        "ی", "ي"
    ),
    "Russian": "Премьер-министр заявил вчера вечером, что правительство на следующей неделе утвердит новый бюджет, а переговоры с профсоюзами продолжатся",
    "Ukrainian": "Президент заявив учора ввечері, що уряд наступного тижня ухвалить новий бюджет, а переговори з європейськими партнерами триватимуть",
    "Bulgarian": "Министърът съобщи снощи, че правителството ще приеме новия бюджет следващата седмица, а преговорите със синдикатите ще продължат",
    "Serbian": "Председник је синоћ изјавио да ће влада следеће недеље усвојити нови буџет и да се преговори са синдикатима настављају",
    "Greek": "Ο πρωθυπουργός δήλωσε χθες το βράδυ ότι η κυβέρνηση θα εγκρίνει τον νέο προϋπολογισμό την επόμενη εβδομάδα και οι συνομιλίες συνεχίζονται",
    "Hebrew": "ראש הממשלה אמר אתמול בערב כי הממשלה תאשר את התקציב החדש בשבוע הבא, לאחר דיונים ארוכים עם נציגי האוצר והאיגודים",
    "Turkish": "Cumhurbaşkanı dün akşam yaptığı açıklamada, ekonomik önlemlerin önümüzdeki günlerde hayata geçirileceğini söyledi; görüşmeler sürecek",
    "French": "Le président a déclaré hier soir que le gouvernement présentera dès la semaine prochaine un plan très ambitieux, à l'issue d'une réunion à Genève",
    "German": "Der Bundeskanzler erklärte gestern Abend, dass die Regierung nächste Woche über das Maßnahmenpaket für die Länder beschließen könne",
    "Spanish": "El presidente anunció ayer que el año próximo la nación aprobará más fondos para la educación pública, según informó la portavoz",
    "Portuguese": "O presidente afirmou ontem que a situação não permitirá novas reduções de impostos até às próximas eleições, segundo a informação do ministério",
    "Polish": "Premier powiedział wczoraj wieczorem, że rząd przyjmie nowy budżet w przyszłym tygodniu, a rozmowy ze związkami będą trwały; są też głosy krytyczne",
    "Czech": "Předseda vlády včera večer uvedl, že kabinet příští týden schválí nový rozpočet a že jednání s odbory budou dále pokračovat",
    "Hungarian": "A miniszterelnök tegnap este közölte, hogy a kormány jövő héten fogadja el az új költségvetést, és a tárgyalások tovább folytatódnak",
    "Romanian": "Preşedintele a declarat aseară că guvernul va adopta săptămâna viitoare măsurile pentru susţinerea industriei şi că negocierile continuă",
}
"""By language; characters that its charsets lack are not in them."""

CHARSETS = {
    "Arabic": ("windows-1256", "iso-8859-6"),
    "Persian": ("windows-1256",),
    "Urdu": ("windows-1256",),
    "Russian": ("windows-1251", "koi8-r", "iso-8859-5"),
    "Ukrainian": ("windows-1251", "koi8-u"),
    "Bulgarian": ("windows-1251", "iso-8859-5"),
    "Serbian": ("windows-1251", "iso-8859-5"),
    "Greek": ("windows-1253", "iso-8859-7"),
    "Hebrew": ("windows-1255", "iso-8859-8"),
    "Turkish": ("windows-1254", "iso-8859-9"),
    "French": ("windows-1252", "iso-8859-1", "iso-8859-15"),
    "German": ("windows-1252", "iso-8859-1"),
    "Spanish": ("windows-1252", "iso-8859-1"),
    "Portuguese": ("windows-1252",),
    "Polish": ("windows-1250", "iso-8859-2"),
    "Czech": ("windows-1250", "iso-8859-2"),
    "Hungarian": ("windows-1250", "iso-8859-2"),
    "Romanian": ("windows-1250",),
}
"""By language, the usual one first."""

WRITTEN = [(language, charset) for language, charsets in CHARSETS.items() for charset in charsets]
"""Every text in every one of its charsets."""
