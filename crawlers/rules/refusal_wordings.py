"""How pages that stand in an article's place are headed, in the languages of the web; compared as words, normalised."""

from pipelines.text import normalize

_BLOCKED = """
just a moment | attention required | access denied | checking your browser | checking if the site connection is secure |
security check | verify you are human | verify that you are human | are you human | are you a robot | not a robot |
pardon our interruption | ddos guard | request blocked | request rejected | you have been blocked | forbidden | 403 |
too many requests | has been denied | has been limited | access blocked | press hold | human verification |
not available in your region | not available in your country | not available in your location | unavailable for legal reasons |
ad blocker | adblock | captcha | robot check | unusual traffic | one more step | please wait | enable javascript and cookies |
تم رفض الوصول | الوصول مرفوض | تم حظر الوصول | تم حظرك | ممنوع الوصول | لست روبوتا | لست برنامج روبوت | تحقق من انك انسان |
التحقق من الامان | التحقق من المتصفح | التحقق الامني | فحص امني | لحظة من فضلك | لحظات من فضلك | انتظر لحظة | يرجى الانتظار |
ليس لديك صلاحية | غير متاح في منطقتك | غير متاح في بلدك | مانع الاعلانات | مانع اعلانات |
انك لست روبوتا | انك لست روبوت | انك انسان |
دسترسی غیرمجاز | دسترسی مسدود | دسترسی شما مسدود | بررسی امنیتی | لطفا صبر کنید |
accès refusé | accès interdit | un instant | vérification de sécurité | vous avez été bloqué | acceso denegado |
un momento | comprobación de seguridad | zugriff verweigert | einen moment | sicherheitsüberprüfung | erişim engellendi |
bir dakika lütfen | güvenlik kontrolü | доступ запрещен | доступ ограничен | один момент | проверка безопасности |
проверка браузера | bloqueur de publicité | bloqueador de anuncios | accesso negato | acesso negado | toegang geweigerd | akses ditolak | גישה נדחתה | 访问被拒绝 | 请稍候 | 安全验证
"""

_CONSENT = """
before you continue | cookie consent | cookie policy | cookie settings | we value your privacy | we care about your privacy |
your privacy choices | privacy settings | consent | accept cookies | we use cookies |
قبل ان تتابع | قبل المتابعة | ملفات تعريف الارتباط | الموافقة على ملفات | اعدادات الخصوصية | نحن نقدر خصوصيتك | خصوصيتك تهمنا |
پیش از ادامه | قبل از ادامه | تنظیمات حریم خصوصی | کوکی |
avant de continuer | gestion des cookies | nous respectons votre vie privée | votre vie privée | paramètres de confidentialité |
antes de continuar | configuración de cookies | valoramos tu privacidad | política de cookies |
bevor sie fortfahren | datenschutz einstellungen | cookie einstellungen | zustimmung | devam etmeden önce | çerez |
прежде чем продолжить | настройки конфиденциальности | prima di continuare | informativa sui cookie | voordat je verdergaat |
sebelum melanjutkan | לפני שממשיכים
"""

_LOGIN = """
log in | login | sign in | signin | sign up | subscribe to continue | subscribe to read | subscribers only | subscriber only |
for subscribers | register to continue | create an account | members only | already a subscriber |
تسجيل الدخول | سجل الدخول | تسجيل دخول | سجل دخولك | للمشتركين فقط | هذا المحتوى للمشتركين فقط | خاص بالمشتركين | اشترك لمتابعة | اشترك لقراءة |
محتوى حصري للمشتركين | انشاء حساب |
ورود به حساب | وارد شوید | ورود کاربران | ثبت نام | ویژه مشترکان |
se connecter | connexion | connectez vous | réservé aux abonnés | abonnez vous | iniciar sesión | inicia sesión |
solo para suscriptores | suscríbete | anmelden | einloggen | nur für abonnenten | giriş yap | üye girişi | abone girişi |
войти | вход | авторизация | только для подписчиков | accedi | solo per gli abbonati | iniciar sessão | fazer login |
conteúdo exclusivo para assinantes | inloggen | masuk | התחברות | 登录
"""

_GONE = """
404 | 410 | not found | page not found | does not exist | doesn t exist | no longer available | this article is no longer available |
this page is no longer available | this story is no longer available | no longer exists |
page unavailable | has been removed | has been deleted | cannot be found | can t be found | could not be found |
الصفحة غير موجودة | صفحة غير موجودة | غير موجودة | غير موجود | لم يتم العثور | لم يعد متاحا | لم تعد متاحة | لم يعد متوفرا | لا يمكن العثور | تعذر العثور | تم حذف | تم حذفه | تم حذف هذا الخبر | تم حذف هذا المقال |
تم حذفها | غير متوفرة | غير متاحة | الصفحة المطلوبة | خطا 404 | لا توجد نتائج | الصفحة التي تبحث عنها |
یافت نشد | پیدا نشد | صفحه مورد نظر | وجود ندارد | نہیں ملا | صفحہ موجود نہیں |
introuvable | n existe pas | n existe plus | n est plus disponible | no encontrada | no encontrado | no existe | ya no está disponible |
nicht gefunden | existiert nicht | nicht mehr verfügbar | bulunamadı | mevcut değil | не найдена | не найден | не существует | удалена |
non trovata | non trovato | não encontrada | não encontrado | niet gevonden | tidak ditemukan | לא נמצא | 页面不存在 | 未找到
"""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(f" {normalize(phrase)} " for phrase in text.replace("\n", " ").split("|"))


PHRASES: dict[str, tuple[str, ...]] = {
    "blocked": _phrases(_BLOCKED),
    "consent": _phrases(_CONSENT),
    "login": _phrases(_LOGIN),
    "gone": _phrases(_GONE),
}
"""Cause → phrases, each normalised and between spaces."""


def is_mostly_cause(heading: str) -> bool:
    """Whether more than half of a heading's words are a cause's phrase; cookies are what articles are about, too."""
    spaced, words = f" {heading} ", len(heading.split())
    return any(
        phrase in spaced and 2 * len(phrase.split()) > words
        for cause, phrases in PHRASES.items()
        if cause != "consent"
        for phrase in phrases
    )


def cause_in(text: str) -> str | None:
    """The cause whose phrase a normalised text holds, None if it holds none; the first of several in their order."""
    spaced = f" {text} "
    return next(
        (cause for cause, phrases in PHRASES.items() if any(phrase in spaced for phrase in phrases)), None
    )
