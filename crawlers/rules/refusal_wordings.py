"""What pages say that stand in an article's place, in the languages of the web; compared as words, normalised.

Two kinds. A phrase says its cause by itself ("verify you are human"). Of pages that are gone and sites out of order,
words for the thing and for what is the matter with it stand in one statement ("page … not found"): nobody can list
all sentences that these make, and either of them alone is what articles say, too.
"""

from dataclasses import dataclass

from crawlers.rules.page_look import is_unparted
from pipelines.text import normalize

_BLOCKED = """
just a moment | attention required | access denied | checking your browser | checking if the site connection is secure |
security check | verify you are human | verify that you are human | are you human | are you a robot | not a robot | not a bot |
pardon our interruption | ddos guard | request blocked | request rejected | you have been blocked | forbidden | 403 |
too many requests | rate limit exceeded | has been denied | has been limited | access blocked | press hold | human verification |
not available in your region | not available in your country | not available in your location | unavailable for legal reasons |
unavailable due to legal reasons | access cannot be granted | ad blocker | adblock | captcha | robot check | unusual traffic |
one more step | please wait | your browser is being checked | your request is being verified | enable javascript | enable js |
javascript is disabled | javascript is required | enable cookies | cookies are disabled | are you over 18 | your access to this site has been limited | of legal age | age verification |
establishing a secure connection | blocked by our security | could not be satisfied | 403 error | captcha page | limited by the site owner | made us think | sure you re not a bot |
تم رفض الوصول | الوصول مرفوض | تم حظر الوصول | تم حظرك | ممنوع الوصول | لست روبوتا | لست برنامج روبوت | تحقق من انك انسان |
التحقق من الامان | التحقق من المتصفح | التحقق الامني | التحقق من الزائر | فحص امني | لحظة من فضلك | لحظات من فضلك | انتظر لحظة | يرجى الانتظار |
ليس لديك صلاحية | غير متاح في منطقتك | غير متاح في بلدك | غير متاحة في بلدك | مانع الاعلانات | مانع اعلانات | تفعيل جافا سكريبت | تفعيل الجافاسكربت |
تفعيل جافاسكريبت | انك لست روبوتا | انك لست روبوت | انك انسان | كثرة الطلبات | عدد كبير من الطلبات | التحقق من العمر | عمرك 18 |
دسترسی غیرمجاز | دسترسی مسدود | دسترسی شما مسدود | بررسی امنیتی | لطفا صبر کنید | بررسی مرورگر | در حال بررسی مرورگر | در حال انتقال به سایت | ربات نیستید | من ربات نیستم | خارج از ایران |
خارج از کشور محدود | جاوااسکریپت را فعال | جاوا اسکریپت را فعال | جاوااسکریپت و کوکی | آپ انسان ہیں | رسائی مسدود |
accès refusé | accès interdit | un instant | vérification de sécurité | vous avez été bloqué | vous n êtes pas un robot | activer javascript |
trop de requêtes | pas disponible dans votre pays | acceso denegado | acceso restringido | un momento | comprobación de seguridad | no eres un robot |
eres humano | es un humano | activa javascript | habilite javascript | no disponible en tu país | no disponible en su país | no disponible en su región |
zugriff verweigert | einen moment | sicherheitsüberprüfung | sicherheitsprüfung | ungewöhnlichen datenverkehr | kein roboter | javascript aktivieren |
aktivieren sie javascript | in ihrem land nicht verfügbar | erişim engellendi | erişime engellendi | bir dakika lütfen | güvenlik kontrolü |
güvenlik doğrulaması | robot olmadığınızı | idari tedbir | insan olduğunuzu | javascript i etkinleştirin |
доступ запрещен | доступ ограничен | ограничен доступ | ресурсу ограничен | один момент | проверка безопасности | проверка браузера | вы не робот |
не робот | что вы человек | включите javascript | слишком много запросов | подозрительную активность | доступ заборонено | ви не робот |
bloqueur de publicité | bloqueador de anuncios | accesso negato | non sei un robot | abilitare javascript | abilitare i cookie | cookie disabilitati |
acesso negado | não é um robô | não sou um robô | indisponível na sua região | não está disponível no país | não está disponível na sua região | ative o javascript |
toegang geweigerd | geen robot | akses ditolak | bukan robot | dostęp zabroniony | nie jesteś robotem | odmowa dostępu | nu ești robot | acces interzis |
åtkomst nekad | inte en robot | přístup odepřen | nejste robot | δεν είστε ρομπότ | απαγορεύεται η πρόσβαση | ufikiaji umekataliwa |
גישה נדחתה | אינך רובוט | אימות אנושי | आप रोबोट नहीं | एक्सेस अस्वीकृत | আপনি রোবট নন | bạn không phải là robot | truy cập bị từ chối |
访问被拒绝 | 请稍候 | 安全验证 | 访问验证 | 验证码 | 拖动滑块 | 按住滑块 | 人机验证 | 访问被阻断 | 造成安全威胁 | 访问过于频繁 | 网站防火墙 | 请求已被拦截 | 设置拦截 | 请启用 javascript |
ロボットではありません | アクセスが拒否 | アクセスが集中 | 로봇이 아닙니다 | 접근이 거부 | 접근이 차단
"""

_CONSENT = """
before you continue | cookie consent | cookie policy | cookie settings | we value your privacy | we care about your privacy |
your privacy choices | privacy settings | privacy gate | consent | accept cookies | we use cookies | use cookies |
قبل ان تتابع | قبل المتابعة | ملفات تعريف الارتباط | الموافقة على ملفات | اعدادات الخصوصية | نحن نقدر خصوصيتك | خصوصيتك تهمنا |
پیش از ادامه | قبل از ادامه | تنظیمات حریم خصوصی |
avant de continuer | gestion des cookies | nous respectons votre vie privée | votre vie privée | paramètres de confidentialité | utilisons des cookies |
antes de continuar | configuración de cookies | valoramos tu privacidad | valoramos su privacidad | política de cookies | utilizamos cookies |
bevor sie fortfahren | datenschutz einstellungen | cookie einstellungen | zustimmung | mit werbung und tracking | tracking | datenschutzerklärung | verwenden cookies |
devam etmeden önce | прежде чем продолжить | настройки конфиденциальности | используем файлы cookie | используем cookie |
prima di continuare | informativa sui cookie | utilizziamo i cookie | la tua privacy | voordat je verdergaat | privacy instellingen | cookies plaatsen |
valorizamos a sua privacidade | usamos cookies | cenimy twoją prywatność | używamy plików cookie | sebelum melanjutkan | לפני שממשיכים
"""

_LOGIN = """
log in | login | sign in | signin | sign up | subscribe to continue | subscribe to read | subscribe today | subscribers only | subscriber only |
for subscribers | register to continue | create an account | members only | already a subscriber | limit of free articles | free articles left |
تسجيل الدخول | سجل الدخول | تسجيل دخول | سجل دخولك | للمشتركين فقط | هذا المحتوى للمشتركين فقط | خاص بالمشتركين | اشترك لمتابعة | اشترك لقراءة |
محتوى حصري للمشتركين | انشاء حساب | لمواصلة القراءة | لمتابعة القراءة | المقالات المجانية |
ورود به حساب | وارد شوید | ورود کاربران | ثبت نام | ویژه مشترکان | لاگ ان |
se connecter | connexion | connectez vous | réservé aux abonnés | abonnez vous | iniciar sesión | inicia sesión |
solo para suscriptores | suscríbete | anmelden | einloggen | nur für abonnenten | giriş yap | üye girişi | abone girişi | abonelere özel | abone olun |
войти | войдите | вход | авторизация | только для подписчиков | оформите подписку | accedi | solo per gli abbonati | abbonati per |
iniciar sessão | fazer login | conteúdo exclusivo para assinantes | zaloguj się | inloggen | masuk | התחברות | למנויים בלבד | 登录 | ログイン | 로그인
"""

_NOT_THE_ARTICLE = """
website is for sale | domain is for sale | domain for sale | buy this domain | domain has expired | account suspended |
account has been suspended | domain is parked | site maintenance | under maintenance | scheduled maintenance | be right back |
runtime error | server error in | fatal error |
تحت الصيانة | قيد الصيانة | الدومين للبيع | النطاق للبيع | en maintenance | wartungsarbeiten | технические работы
"""

# Of a heading that has nothing else, or of a page whose listed title is missing.
_GONE = """
404 | 410 | not found | page not found | does not exist | doesn t exist | no longer available | no longer exists |
page unavailable | has been removed | has been deleted | cannot be found | can t be found | could not be found |
غير موجودة | غير موجود | لم يتم العثور | لم يعد متاحا | لم تعد متاحة | لم يعد متوفرا | لا يمكن العثور | تعذر العثور | تم حذف | تم حذفه |
تم حذفها | غير متوفرة | غير متاحة | الصفحة المطلوبة | خطا 404 | لا توجد نتائج | الصفحة التي تبحث عنها |
یافت نشد | پیدا نشد | صفحه مورد نظر | وجود ندارد | نہیں ملا | صفحہ موجود نہیں |
introuvable | n existe pas | n existe plus | n est plus disponible | no encontrada | no encontrado | no existe | ya no está disponible |
nicht gefunden | existiert nicht | nicht mehr verfügbar | bulunamadı | mevcut değil | не найдена | не найден | не существует | удалена |
non trovata | non trovato | não encontrada | não encontrado | niet gevonden | tidak ditemukan | לא נמצא | 页面不存在 | 未找到
"""

# A language a line: things / what is the matter with them, each the beginning of a word or of several. What stands before
# a semicolon, a page that is absent, is news hardly ever; articles and pages that were removed are.
_GONE_PAIRS = """
page, url; article, story, link, address, content, post / not found, not be found, t be found, t find, not find, not exist, t exist; no longer, removed, deleted, moved, expired, missing, unavailable, not available, isn t available, nothing here
الصفحة, صفحة; الخبر, المقال, المقالة, المحتوى, الرابط, الموضوع, المادة, الملف / غير موجود, غير متاح, غير متوفر, لم نعثر, لم يتم العثور, لا يمكن العثور, تعذر العثور, ليست موجودة; لم يعد, لم تعد, تعذر الوصول, لا توجد, لا يوجد, حذف, ازيل, نقل, غير صحيح, منتهي, ليس موجودا
صفحه; خبر, مطلب, محتوا, نشانی, لینک, آدرس / یافت نشد, پیدا نشد, وجود ندارد, موجود نیست; حذف شده, در دسترس نیست, منتقل شده
صفحہ; خبر, مضمون, لنک / موجود نہیں, دستیاب نہیں, نہیں ملا, نہیں ملی; ہٹا دی, ہٹا دیا, حذف
page; article, contenu, lien, adresse / introuvable, n existe, pas été trouvé, pas trouvé; n est plus, supprimé, déplacé, plus disponible
página; artículo, noticia, contenido, enlace, dirección, nota / no encontrad, no existe, no se encuentra, no se ha encontrado, no se pudo encontrar; no está disponible, eliminad, retirad, movid
página; artigo, notícia, matéria, conteúdo, link, endereço / não encontrad, não existe, não foi encontrad; não está disponível, indisponível, removid, apagad
pagina; articolo, notizia, contenuto, link, indirizzo / non trovat, non esiste, non è stat; non è disponibile, non è più, rimoss, eliminat
seite; artikel, beitrag, inhalt, link, adresse, meldung, hier / nicht gefunden, existiert nicht, nicht existiert, nicht vorhanden; nicht mehr, nicht verfügbar, verschoben, gelöscht, entfernt, nichts zu finden
pagina; artikel, bericht, inhoud, link / niet gevonden, bestaat niet; niet meer, niet beschikbaar, verwijderd, verplaatst
sayfa; haber, içerik, yazı, bağlantı, adres / bulunamadı, bulunamıyor, mevcut değil; kaldırıl, silin, yayında değil, taşın
страниц; стать, новост, материал, ссылк, публикаци, адрес / не найден, не существует, не обнаружен, не удалось найти; удален, нет, недоступн, перемещен
сторінк; статт, новин, матеріал, посилан / не знайден, не існує; видален, недоступн, немає, переміщен
strona, strony; artykuł, materiał, treść, treści / nie znalezion, nie istnieje, nie została, nie odnaleziono; usunięt, niedostępn, przeniesion
σελίδα; άρθρο, σύνδεσμος, περιεχόμενο / δεν βρέθηκε, δεν υπάρχει; δεν είναι διαθέσιμ, διαγραφ, αφαιρέθηκε, μετακινήθηκε
הדף, דף, העמוד, עמוד; הכתבה, כתבה, הקישור, התוכן / לא נמצא, אינו קיים, לא קיים; אינה קיימת, הוסר, נמחק, אינו זמין
पेज, पृष्ठ; लेख, खबर, ख़बर, लिंक / नहीं मिल, मौजूद नहीं, उपलब्ध नहीं; हटा
পাতা, পৃষ্ঠা, পেজ; খবর, সংবাদ, লিংক / পাওয়া যায়নি, খুঁজে পাওয়া, নেই; মুছে, সরানো
halaman, laman; artikel, berita, konten, tautan / tidak ditemukan, tidak ada, tidak dapat ditemukan, tidak dijumpai; tidak tersedia, dihapus, dipindahkan
页面, 网页, 頁面, 網頁; 文章, 内容, 链接, 新闻, 連結 / 不存在, 未找到, 找不到, 无法找到; 删除, 刪除, 失效, 不見了
ページ, お探し; 記事 / 見つかりません, 存在しません; 削除, 終了しました, ありません
페이지; 기사, 게시물 / 찾을 수 없, 존재하지 않; 삭제, 없습니다
trang; bài viết, nội dung, liên kết / không tìm thấy, không tồn tại; đã bị xóa, đã bị gỡ
pagina; articolul, conținutul, știrea / nu a fost găsit, nu există, negăsit; nu mai, nu este disponibil, șters, eliminat
sidan, side, siden; artikeln, artikkelen, innehållet, länken / hittades inte, finns inte, kunde inte hittas, hittas inte, finnes ikke, ikke funnet, ikke fundet, findes ikke; tagits bort, borttagen
stránka, oldal; článek, článok, obsah, cikk / nenalezen, neexistuje, nebyl nalezen, nebyla nalezen, nebylo nalezen, nenájden, nem található, nem létezik; odstraněn, smazán
ukurasa; habari, makala / haupo, haukupatikana, haijapatikana, hakupatikana; umeondolewa, haipo
bogga, shafin; maqaalka, labarin / lama helin, ma jiro, ba a samu; babu
rûpel, پەڕە; بابەت, هەواڵ / nehat dîtin, tune, نەدۆزرایەوە, بوونی نییە; سڕاوەتەوە
"""

_OUT_OF_ORDER_PAIRS = """
site, website, service, server, page, unavailable, down / maintenance, temporarily unavailable, temporarily down, currently unavailable, under construction, technical difficulties, be back soon, coming soon
account, domain, website, site, hosting / suspended, has expired, for sale, is parked, been disabled, buy this domain
database, server, application, web server, backend, application error, host / error establishing, error in, connection error, is down, error occurred, fetch failed, runtime error, internal error, bandwidth limit, not returning a connection
fatal, memory size, uncaught, exception / error, exhausted, stack trace, on line
الموقع, موقعنا, الخدمة, الصفحة, البوابة / تحت الصيانة, قيد الصيانة, اعمال الصيانة, للصيانة, متوقف مؤقتا, غير متاح حاليا, قيد الانشاء, تحت الانشاء, قيد التطوير, خطا فادح, خطا فني, سنعود قريبا
النطاق, الدومين, الاستضافة, الحساب, الموقع / للبيع, منتهي, انتهت صلاحي, تم ايقاف, موقوف, معلق
سایت, وب سایت, پایگاه, هاست, دامنه, سرویس / در دست تعمیر, در حال تعمیر, به روز رسانی, بروزرسانی, مسدود شده, مسدود است, برای فروش, فروش, منقضی, موقتا
site, service, domaine, compte / en maintenance, temporairement indisponible, actuellement indisponible, en construction, à vendre, suspendu, a expiré
sitio, página, web, servicio, dominio, cuenta / en mantenimiento, mantenimiento, temporalmente, en construcción, en venta, suspendid, ha expirado
site, página, serviço, domínio, conta / em manutenção, manutenção, temporariamente, em construção, à venda, suspens, expirou
sito, pagina, servizio, dominio / in manutenzione, manutenzione, temporaneamente, in costruzione, in vendita, sospeso, scaduto
seite, website, webseite, domain, dienst / wartung, wartungsarbeiten, vorübergehend nicht, derzeit nicht, im aufbau, zu verkaufen, steht zum verkauf, gesperrt, abgelaufen
site, website, pagina, domein / onderhoud, tijdelijk niet, in aanbouw, te koop
site, sitemiz, sayfa, alan adı, domain, hesap / bakım, geçici olarak, yapım aşamasında, satılık, askıya alın, süresi dol
сайт, сервис, страниц, домен, хостинг, аккаунт / на обслуживании, технические работы, техническ, профилактическ, временно недоступ, в разработке, продается, продаётся, заблокирован, приостановлен, отключен, истек
сайт, сервіс, домен / технічні роботи, технічн, тимчасово недоступ, продається
strona, serwis, domena / przerwa techniczna, konserwac, w budowie, na sprzedaż, tymczasowo, wygasła
situs, website, laman, domain / pemeliharaan, perbaikan, penyelenggaraan, sementara tidak, dijual, ditangguhkan
האתר, הדומיין / תחזוקה, בתחזוקה, למכירה, בבנייה
网站, 站点, 系统, 域名, 服务器, 主机, 網站 / 维护, 升级, 出售, 过期, 暂停, 关闭, 維護
サイト, ドメイン, サーバ / メンテナンス, 準備中, 期限, 販売
사이트, 서비스, 도메인 / 점검, 준비 중, 만료
साइट, वेबसाइट / रखरखाव, निलंबित, बंद है
"""


# What long articles are about, too: only of pages that say hardly anything else.
_BLOCKED_PAIRS = """
access, ip address, your ip, your network, your request, this request, network, country, site, banned, traffic, browser / denied, blocked, block, restricted, banned, forbidden, not permitted, not allowed, prohibited, not acceptable, rate limited, suspicious, automated, verifying, security checkpoint, verify
we re verifying, mod security, not acceptable, security, error / your browser, generated, checkpoint, not acceptable
الدخول, الوصول, عنوان, طلبك, الطلب, الرابط, اتصالك, بلدك, المتصفح, انسان / محظور, حجب, حجبه, حظر, مرفوض, مقيد, غير مسموح, رفض, مخالف, امان, التحقق
دسترسی, آی پی, درخواست, مرورگر, سایت / محدود, مسدود, غیرمجاز, فیلتر, امکان پذیر نیست, بررسی
accès, adresse ip, requête, votre navigateur, votre pays / refusé, interdit, bloqué, restreint, limité, vérif
acceso, dirección ip, su navegador, su país, solicitud / denegado, bloquead, restringid, prohibid, limitad, verific
acesso, endereço ip, seu navegador, seu país / negado, bloquead, restrit, proibid, limitad, verific
accesso, indirizzo ip, richiesta / negato, bloccat, vietat, limitat, verific
zugriff, zugang, ip adresse, anfrage, ihr browser / verweigert, gesperrt, blockiert, verboten, eingeschränkt, überprüf
toegang, ip adres / geweigerd, geblokkeerd, beperkt
erişim, ip adres, istek, tarayıcı, insan / engel, yasak, kısıt, doğrula, kontrol
доступ, запрос, ip адрес, браузер / запрещ, ограничен, заблокирован, отказано, подозрит, провер
dostęp, adres ip / zablokowan, ograniczon, odmow
akses, situs, permintaan / diblokir, ditolak, dibatasi, tidak dapat diakses, terlarang
访问, 请求, 您的, 系统检测, 地址 / 异常, 阻断, 拦截, 限制, 禁止, 被拒绝, 完成验证, 威胁
アクセス / 制限, 拒否, 禁止, ブロック
접근, 접속, 요청 / 제한, 차단, 거부, 비정상, 감지
"""

_LOGIN_PAIRS = """
subscriber, subscription, subscribe, premium, member, account, free article / exclusive, only, read, continue, unlimited, access, log, reached, already
المشترك, اشترك, اشتراك, حساب, عضو / فقط, لقراءة, لقراءه, قراءة, المقال, متابعة, مواصلة, حصري, ادخل, سجل
اشتراک, مشترک, حساب کاربری / ادامه, مطالعه, خواندن, وارد, ویژه
abonné, abonnez, compte / réservé, lire, suite, accéd, déjà
suscriptor, suscríb, suscrib, cuenta / exclusiv, solo, leyendo, leer, acceso
assinante, assine, assinatura, conta / exclusiv, acesso, ler, já é
abbonat, abbonamento / riservat, legg, solo, continu
abonnent, abo, abonnement, plus / exklusiv, nur, weiterlesen, lesen, jetzt
abonne, üye / özel, okumak, devam, giriş
подпис, аккаунт / только, читать, продолж, доступ, оформ
prenumerat, subskryb, konto, zaloguj / tylko, dostęp, czyta, kup
מנוי, התחבר / בלבד, המשך, קריאה, קרוא
订阅, 会员, 登录 / 阅读, 继续, 专享, 查看
有料, 会員, ログイン / 限定, 続き, 読む
구독, 회원, 로그인 / 전용, 계속, 이용
"""

_CONSENT_PAIRS = """
cookie, personal data, your privacy, tracking / we, our partners, agree, accept, consent, use
ملفات تعريف, خصوصيتك, بياناتك, الكوكيز / نستخدم, شركاؤنا, موافق, قبول, نقدر
کوکی, حریم خصوصی / استفاده, پذیر, موافق
cookie, données, vie privée / accept, consent, partenaires, utilis
cookie, datos, privacidad / acept, consent, socios, utiliz
cookie, dados, privacidade / aceit, consent, parceiros, utiliz, usamos
cookie, dati, privacy / accett, consenso, partner, utilizz, terze parti
cookie, daten, datenschutz / akzept, zustimm, einwillig, partner, verwend
cookie, gegevens, privacy / akkoord, toestemming, partners
çerez, gizlili, veri / kabul, onay, iş ortak, kullan, önem
cookie, конфиденц, персональн / соглас, приним, использ
cookie, dane, danych, prywatno / zgod, akcept, przetwarz
"""

_ERROR_PAIRS = """
bad gateway, gateway, internal server error, service unavailable, unexpected error, server error, it works, welcome to, web server, is parked, hosting provider, on its way, new website / 502, 503, 500, 504, time, error, it works, nginx, apache, installed, parked, contact, coming, is on
خطا, خلل, عطل / غير متوقع, الخادم, حاول, المحاولة, نعتذر, فني
خطا, سرور / رخ داد, دوباره, تلاش
erreur / serveur, survenue, réessay, inattendue
error / servidor, ocurrido, inténtelo, interno, más tarde
erro / servidor, ocorreu, tente, interno
errore / server, verificat, riprova
fehler / server, aufgetreten, später, unerwartet
hata / sunucu, oluştu, tekrar
ошибка / сервер, произошла, попробуйте, позже
"""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Of one language: beginnings of words, each behind a space."""

    things: tuple[str, ...]
    matters: tuple[str, ...]

    def are_in(self, spaced: str) -> bool:
        return any(matter in spaced for matter in self.matters) and any(
            thing in spaced for thing in self.things
        )


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(f" {normalize(phrase)} " for phrase in text.replace("\n", " ").split("|"))


def _pairs(text: str) -> tuple[_Pairs, ...]:
    def beginnings(listed: str) -> tuple[str, ...]:
        return tuple(f" {normalize(one)}" for one in listed.replace(";", ",").split(",") if one.strip())

    sides = (line.partition("/") for line in text.strip().splitlines())
    return tuple(_Pairs(beginnings(things), beginnings(matters)) for things, _, matters in sides)


def _surest(text: str) -> str:
    """The same lines without what stands behind semicolons."""
    sides = (line.partition("/") for line in text.strip().splitlines())
    return "\n".join(
        f"{things.partition(';')[0]}/{matters.partition(';')[0]}" for things, _, matters in sides
    )


_PHRASES: dict[str, tuple[str, ...]] = {
    "blocked": _phrases(_BLOCKED),
    "consent": _phrases(_CONSENT),
    "login": _phrases(_LOGIN),
    "not_the_article": _phrases(_NOT_THE_ARTICLE),
}
_GONE_PHRASES = _phrases(_GONE)
_PAIRS: dict[str, tuple[_Pairs, ...]] = {
    "gone": _pairs(_GONE_PAIRS),
    "not_the_article": _pairs(_OUT_OF_ORDER_PAIRS),
}
_LOOSE_PAIRS: dict[str, tuple[_Pairs, ...]] = {
    "blocked": _pairs(_BLOCKED_PAIRS),
    "consent": _pairs(_CONSENT_PAIRS),
    "login": _pairs(_LOGIN_PAIRS),
    "not_the_article": _pairs(_ERROR_PAIRS),
}
_ABSENT_PAGE = _pairs(_surest(_GONE_PAIRS))

# Words in a sentence of a wall or error page; lawyers write some of them.
_LONGEST_PLEA = 40
# Two words of a longer statement need not belong together.
_LONGEST_STATEMENT = 15
# Of a heading that says that a page is absent, besides a site's name.
_LONGEST_ABSENCE = 10


def cause_in(text: str) -> str | None:
    """The cause that a normalised text holds a word of, None if it holds none: for pages that lack the listed title."""
    spaced = f" {text} "
    for cause, phrases in (*_PHRASES.items(), ("gone", _GONE_PHRASES)):
        if any(phrase in spaced for phrase in phrases):
            return cause
    return _paired(text, _PAIRS)


def cause_said(statement: str) -> str | None:
    """The cause that a normalised sentence or heading says, None if it says none, of a page that says hardly anything else."""
    if _length(statement) > _LONGEST_PLEA:
        return None
    spaced = f" {statement} "
    for cause, phrases in _PHRASES.items():
        if any(phrase in spaced for phrase in phrases):
            return cause
    return _paired(statement, _PAIRS) or _paired(statement, _LOOSE_PAIRS)


def _paired(statement: str, causes: dict[str, tuple[_Pairs, ...]]) -> str | None:
    if _length(statement) > _LONGEST_STATEMENT:
        return None
    spaced = f" {statement} "
    return next(
        (cause for cause, languages in causes.items() if any(pairs.are_in(spaced) for pairs in languages)),
        None,
    )


def says_absence(heading: str) -> bool:
    """Whether a heading says that a page is not there, and hardly anything else."""
    spaced = f" {heading} "
    return spaced in _GONE_PHRASES or (
        _length(heading) <= _LONGEST_ABSENCE and any(pairs.are_in(spaced) for pairs in _ABSENT_PAGE)
    )


def is_mostly_cause(heading: str) -> bool:
    """Whether a heading says a cause and hardly anything else; articles are about cookies, too."""
    if says_absence(heading):
        return True
    spaced, words = f" {heading} ", _length(heading)
    return any(
        phrase in spaced and 2 * _length(phrase) > words
        for cause, phrases in _PHRASES.items()
        if cause != "consent"
        for phrase in phrases
    )


def _length(statement: str) -> float:
    """Number of words; of scripts that part none, two characters are one."""
    return sum(0.5 if is_unparted(word) else 1.0 for word in statement.split())
