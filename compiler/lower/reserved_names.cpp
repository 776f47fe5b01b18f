#include "compiler/lower/reserved_names.h"

#include <string>
#include <unordered_set>

namespace rulec::lower {
namespace {

constexpr std::string_view kReservedWords =
    " alignas alignof alloca and and_eq asm assert atomic_cancel atomic_commit atomic_noexcept auto be16toh "
    " be32toh be64toh bitand bitor bool break case catch char char16_t char32_t char8_t class co_await co_return "
    " co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do "
    " double dynamic_cast else enum errno explicit export extern false far final float for friend goto htobe16 "
    " htobe32 htobe64 htole16 htole32 htole64 i386 if import inline int issubnormal le16toh le32toh le64toh "
    " linux long main math_errhandling module mutable namespace near new noexcept not not_eq nullptr offsetof "
    " operator or or_eq override private protected public reflexpr register reinterpret_cast requires restrict "
    " return rulert sched_priority short signed sizeof static static_assert static_cast std stderr stdin stdout "
    " strdupa strndupa struct switch synchronized template this thread_local throw true try typedef typeid "
    " typename typeof union unix unsigned using virtual void volatile wchar_t while xor xor_eq ";

constexpr std::string_view kGlobalNames =
    " abort abs accept accept4 acos acosf acosh acoshf acoshl acosl addrinfo adjtime asctime asin asinf asinh "
    " asinhf asinhl asinl asprintf atan atan2 atanf atanh atanhf atanhl atanl atexit atof atoi atol atoll bind "
    " bindresvport bsearch btowc calloc canonicalize cbrt cbrtf cbrtl ceil ceilf ceill chmod clearenv clearerr "
    " clock clock_t clone closelog cmsghdr connect copysign copysignf copysignl cos cosf cosh coshf coshl cosl "
    " creat ctermid ctime cuserid daddl daylight ddivl definition dfmal difftime div dladdr dladdr1 dlclose "
    " dlerror dlinfo dlmopen dlopen dlsym dlvsym dmull dprintf drem dremf dreml dsqrtl dsubl duplocale dysize "
    " ecvt endgrent endhostent endnetent endnetgrent endorder endprotoent endpwent endrpcent endservent entry "
    " environ equivalent erf erfc erfcf erfcl erff erfl exit exp exp2 expf expl expm1 fabs fabsf fabsl fadd "
    " faddl fchmod fchmodat fclose fcloseall fcntl fcvt fdim fdimf fdiml fdiv fdivl fdopen feof ferror fflush "
    " ffma ffmal fgetc fgetgrent fgetpos fgetpwent fgets fgetwc fgetws fileno finite finitef finitel flock "
    " flockfile floor floorf floorl fma fmaf fmal fmax fmaxf fmaximum fmaximumf fmaximuml fmaxl fmaxmag fmaxmagf "
    " fmaxmagl fmemopen fmin fminf fminimum fminimumf fminimuml fminl fminmag fminmagf fminmagl fmod fmodf fmodl "
    " fmul fmull fopen fopencookie fprintf fputc fputs fputwc fputws fread free freeaddrinfo freelocale freopen "
    " frexp frexpf frexpl fromfp fromfpf fromfpl fromfpx fromfpxf fromfpxl fscanf fseek fseeko fsetpos fsqrt "
    " fsqrtl fstat fstatat fsub fsubl ftell ftello ftrylockfile funlockfile futimens futimes futimesat fwide "
    " fwprintf fwrite fwscanf gaicb gamma gammaf gammal gcvt getaddrinfo getc getchar getcpu getdate getdelim "
    " getenv getgrent getgrgid getgrnam getgrouplist gethostent getitimer getline getloadavg getnameinfo "
    " getnetbyaddr getnetbyname getnetent getnetgrent getpayload getpayloadf getpayloadl getpeername getprotoent "
    " getpt getpw getpwent getpwnam getpwuid getrpcbyname getrpcent getservent getsockname getsockopt getsubopt "
    " gettimeofday getumask getw getwc getwchar glob globfree gmtime grantpt greater group gsignal hcreate "
    " hdestroy herror hostent hsearch hstrerror htonl htons hypot hypotf hypotl iconv ilogb ilogbf ilogbl "
    " imaxabs imaxdiv initgroups initstate innetgr insque int8_t ioctl iovec iruserok isalnum isalpha isascii "
    " isblank iscntrl isctype isdigit isfdtype isgraph isinff isinfl islower isnanf isnanl isprint ispunct "
    " isspace isupper iswalnum iswalpha iswblank iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct "
    " iswspace iswupper iswxdigit isxdigit itimerspec itimerval j0 j1 jn jnf jnl kill killpg labs lchmod lconv "
    " ldexp ldexpf ldexpl ldiv leaf less lfind lgamma lgammaf lgammal linger listen llabs lldiv llogb llogbf "
    " llogbl llrint llrintf llrintl llround llroundf llroundl localeconv localtime log log2 logb logbf logbl "
    " logf logl longjmp lrint lrintf lrintl lround lroundf lroundl lsearch lstat lutimes madvise malloc mblen "
    " mbrlen mbrtowc mbsinit mbsnrtowcs mbsrtowcs mbstowcs mbtowc memccpy memcmp memcpy memfrob memmem memmove "
    " mempcpy memset mincore mkdir mkdirat mkdtemp mkfifo mkfifoat mknod mknodat mkostemp mkostemps mkstemp "
    " mkstemps mktemp mktime mlock mlock2 mlockall mmap mmsghdr modf modff modfl mprotect mremap msghdr msync "
    " munlock munlockall munmap nan nanf nanl nanosleep nearbyint nearbyintf nearbyintl netent newlocale "
    " nextafter nextafterf nextafterl nextdown nextdownf nextdownl nexttoward nexttowardf nexttowardl nextup "
    " nextupf nextupl ntohl ntohs obstack off_t open openat openlog optarg opterr optind optopt osockaddr passwd "
    " pclose perror pid_t poll pollfd popen postorder pow powf powl ppoll preadv preadv2 preorder printf "
    " program_invocation_name protoent psiginfo psignal ptsname putc putchar putenv putgrent putpwent puts putw "
    " putwc putwchar pwritev pwritev2 qecvt qelem qfcvt qgcvt qsort raise rand random rcmd readv realloc "
    " reallocarray realpath recv recvfrom recvmmsg recvmsg regcomp regerror regexec regfree remainder remainderf "
    " remainderl remove remque remquo remquof remquol rename renameat renameat2 rewind rexec rint rintf rintl "
    " round roundeven roundevenf roundevenl roundf roundl rpcent rpmatch rresvport rusage ruserok scalb scalbf "
    " scalbl scalbln scalblnf scalblnl scalbn scalbnf scalbnl scanf send sendmmsg sendmsg sendto servent setbuf "
    " setbuffer setenv setgrent setgroups sethostent setitimer setjmp setlinebuf setlocale setlogmask setnetent "
    " setnetgrent setns setpayload setpayloadf setpayloadl setprotoent setpwent setrpcent setservent setsockopt "
    " setstate settimeofday setvbuf shutdown sigaction sigaddset sigaltstack sigandset sigblock sigcontext "
    " sigdelset sigemptyset sigevent sigfillset siggetmask sighold sigignore siginterrupt sigismember siglongjmp "
    " signal signgam significand significandf significandl sigorset sigpause sigpending sigprocmask sigqueue "
    " sigrelse sigreturn sigset sigsetmask sigstack sigsuspend sigtimedwait sigval sigwait sigwaitinfo sin "
    " sincos sincosf sincosl sinf sinh sinhf sinhl sinl size_t snprintf sockaddr sockatmark socket socketpair "
    " sprintf sqrt sqrtf sqrtl srand srandom sscanf ssignal ssize_t stat statx stderr stdin stdout stpcpy "
    " stpncpy strcat strcmp strcoll strcpy strcspn strdup strerror strfromd strfromf strfroml strfry strftime "
    " strlen strncat strncmp strncpy strndup strnlen strptime strsep strsignal strspn strtod strtof strtoimax "
    " strtok strtol strtold strtoll strtoq strtoul strtoull strtoumax strtouq strverscmp strxfrm swprintf "
    " swscanf syslog system tan tanf tanh tanhf tanhl tanl tdelete tdestroy tempnam termio tfind tgamma tgammaf "
    " tgammal tgkill time time_t timegm timelocal timex timezone tm tmpfile tmpnam toascii tolower totalorder "
    " totalorderf totalorderl toupper towctrans towlower towupper trunc truncf truncl tsearch twalk tzname tzset "
    " ucred ufromfp ufromfpf ufromfpl ufromfpx ufromfpxf ufromfpxl umask ungetc ungetwc unlockpt unsetenv "
    " unshare uselocale utimensat utimes valloc vasprintf vdprintf vfprintf vfscanf vfwprintf vfwscanf vprintf "
    " vscanf vsnprintf vsprintf vsscanf vswprintf vswscanf vsyslog vwprintf vwscanf wait wait3 wait4 waitid "
    " waitpid wcpcpy wcpncpy wcrtomb wcscasecmp wcscat wcschr wcschrnul wcscmp wcscoll wcscpy wcscspn wcsdup "
    " wcsftime wcslen wcsncasecmp wcsncat wcsncmp wcsncpy wcsnlen wcsnrtombs wcspbrk wcsrchr wcsrtombs wcsspn "
    " wcsstr wcstod wcstof wcstoimax wcstok wcstol wcstold wcstoll wcstombs wcstoq wcstoul wcstoull wcstoumax "
    " wcstouq wcswcs wcswidth wcsxfrm wctob wctomb wctrans wctype wcwidth winsize wmemchr wmemcmp wmemcpy "
    " wmemmove wmempcpy wmemset wprintf writev wscanf y0 y1 yn ynf ynl ";

std::unordered_set<std::string_view> Words(std::string_view text) {
  std::unordered_set<std::string_view> words;
  while (!text.empty()) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) break;
    const auto end = text.find(' ', begin);
    words.insert(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
  return words;
}

}  // namespace

bool IsReservedWord(std::string_view name) {
  static const auto words = Words(kReservedWords);
  return words.contains(name);
}

bool IsGlobalName(std::string_view name) {
  static const auto words = Words(kGlobalNames);
  return words.contains(name);
}

}  // namespace rulec::lower
