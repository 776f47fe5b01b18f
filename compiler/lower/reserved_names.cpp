#include "compiler/lower/reserved_names.h"

#include <algorithm>
#include <array>
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
    " a64l abort abs accept accept4 access acct acos acosf acosh acoshf acoshl acosl addmntent addrinfo addseverity "
    " adjtime adjtimex advance alarm aligned_alloc alphasort arc4random arc4random_buf arc4random_uniform asctime "
    " asin asinf asinh asinhf asinhl asinl asprintf atan atan2 atan2f atan2l atanf atanh atanhf atanhl atanl atexit "
    " atof atoi atol atoll backtrace basename bcmp bcopy bdflush bind bindresvport brk bsearch btowc bzero cabs "
    " cabsf cabsl cacos cacosf cacosh cacoshf cacoshl cacosl calloc callrpc canonicalize canonicalize_file_name "
    " canonicalizef canonicalizel capget capset carg cargf cargl casin casinf casinh casinhf casinhl casinl catan "
    " catanf catanh catanhf catanhl catanl catclose catgets catopen cbrt cbrtf cbrtl ccos ccosf ccosh ccoshf ccoshl "
    " ccosl ceil ceilf ceill cexp cexpf cexpl cfgetispeed cfgetospeed cfmakeraw cfree cfsetispeed cfsetospeed "
    " cfsetspeed chdir chflags chmod chown chroot cimag cimagf cimagl clearenv clearerr clock clock_adjtime "
    " clock_getcpuclockid clock_getres clock_gettime clock_nanosleep clock_settime clock_t clog clogf clogl clone "
    " close closedir closefrom closelog cmsghdr confstr conj conjf conjl connect copysign copysignf copysignl cos "
    " cosf cosh coshf coshl cosl cpow cpowf cpowl cproj cprojf cprojl creal crealf creall creat csin csinf csinh "
    " csinhf csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh ctanhf ctanhl ctanl ctermid ctime cuserid daddl "
    " daemon daylight dcgettext dcngettext ddivl definition dfmal dgettext difftime dirfd dirname div dladdr dladdr1 "
    " dlclose dlerror dlinfo dlmopen dlopen dlsym dlvsym dmull dngettext dprintf drand48 drand48_data drem dremf "
    " dreml dsqrtl dsubl dup dup2 dup3 duplocale dysize eaccess ecvt endaliasent endfsent endgrent endhostent "
    " endmntent endnetent endnetgrent endorder endprotoent endpwent endrpcent endservent endsgent endspent endttyent "
    " endusershell endutent endutxent entry environ equivalent erand48 erf erfc erfcf erfcl erff erfl err errno "
    " error errx euidaccess eventfd execl execle execlp execv execve execveat execvp execvpe exit exp exp10 exp10f "
    " exp10l exp2 exp2f exp2l expf expl explicit_bzero expm1 expm1f expm1l fabs fabsf fabsl faccessat fadd faddl "
    " fallocate fattach fchdir fchflags fchmod fchmodat fchown fchownat fclose fcloseall fcntl fcvt fdatasync "
    " fdetach fdim fdimf fdiml fdiv fdivl fdopen fdopendir fegetenv fegetexcept fegetmode fegetround feholdexcept "
    " feof ferror fesetenv fesetexcept fesetmode fesetround fetestexcept feupdateenv fexecve fflush ffma ffmal ffs "
    " ffsl ffsll fgetc fgetgrent fgetpos fgetpos64 fgetpwent fgets fgetsgent fgetspent fgetwc fgetws fgetxattr "
    " fileno finite finitef finitel flistxattr flock flockfile floor floorf floorl fma fmaf fmal fmax fmaxf fmaximum "
    " fmaximum_mag fmaximum_mag_num fmaximum_mag_numf fmaximum_mag_numl fmaximum_magf fmaximum_magl fmaximum_num "
    " fmaximum_numf fmaximum_numl fmaximumf fmaximuml fmaxl fmaxmag fmaxmagf fmaxmagl fmemopen fmin fminf fminimum "
    " fminimum_mag fminimum_mag_num fminimum_mag_numf fminimum_mag_numl fminimum_magf fminimum_magl fminimum_num "
    " fminimum_numf fminimum_numl fminimumf fminimuml fminl fminmag fminmagf fminmagl fmod fmodf fmodl fmtmsg fmul "
    " fmull fnmatch fopen fopen64 fopencookie fork forkpty fpathconf fprintf fputc fputs fputwc fputws fread free "
    " freeaddrinfo freeifaddrs freelocale fremovexattr freopen freopen64 frexp frexpf frexpl fromfp fromfpf fromfpl "
    " fromfpx fromfpxf fromfpxl fscanf fsconfig fseek fseeko fseeko64 fsetpos fsetpos64 fsetxattr fsmount fsopen "
    " fspick fsqrt fsqrtl fstat fstatat fstatfs fstatvfs fsub fsubl fsync ftell ftello ftello64 ftime ftok ftruncate "
    " ftrylockfile ftw funlockfile futimens futimes futimesat fwide fwprintf fwrite fwscanf gaicb gamma gammaf "
    " gammal gcvt getaddrinfo getaliasent getauxval getc getchar getcontext getcpu getcwd getdate getdate_err "
    " getdelim getegid getentropy getenv geteuid getfsent getfsfile getfsspec getgid getgrent getgrgid getgrnam "
    " getgrouplist getgroups gethostent gethostid gethostname getifaddrs getitimer getline getloadavg getlogin "
    " getmntent getmsg getnameinfo getnetbyaddr getnetbyname getnetent getnetgrent getnetname getopt getpagesize "
    " getpass getpayload getpayloadf getpayloadl getpeername getpgid getpgrp getpid getpmsg getppid getpriority "
    " getprotoent getpt getpublickey getpw getpwent getpwnam getpwuid getrandom getresgid getresuid getrlimit "
    " getrpcbyname getrpcent getrpcport getrusage gets getsecretkey getservent getsgent getsgnam getsid getsockname "
    " getsockopt getspent getspnam getsubopt gettext gettid gettimeofday getttyent getttynam getuid getumask "
    " getusershell getutent getutid getutline getutmp getutmpx getutxent getutxid getutxline getw getwc getwchar "
    " getwd getxattr glob globfree gmtime grantpt greater group gsignal gtty hasmntopt hcreate hdestroy herror "
    " hostent hsearch hstrerror htonl htons hypot hypotf hypotl iconv ilogb ilogbf ilogbl imaxabs imaxdiv index "
    " initgroups initstate innetgr insque int8_t ioctl ioperm iopl iovec iruserok isalnum isalpha isascii isastream "
    " isatty isblank iscntrl isctype isdigit isfdtype isgraph isinf isinff isinfl islower isnan isnanf isnanl "
    " isprint ispunct isspace isupper iswalnum iswalpha iswblank iswcntrl iswctype iswdigit iswgraph iswlower "
    " iswprint iswpunct iswspace iswupper iswxdigit isxdigit itimerspec itimerval j0 j0f j0l j1 j1f j1l jn jnf jnl "
    " jrand48 kill killpg klogctl l64a labs lchmod lchown lckpwdf lcong48 lconv ldexp ldexpf ldexpl ldiv leaf less "
    " lfind lgamma lgammaf lgammal lgetxattr linger link linkat listen listxattr llabs lldiv llistxattr llogb llogbf "
    " llogbl llrint llrintf llrintl llround llroundf llroundl llseek loc1 loc2 localeconv localtime lockf locs log "
    " log10 log10f log10l log1p log1pf log1pl log2 log2f log2l logb logbf logbl logf login logl logout logwtmp "
    " longjmp lrand48 lremovexattr lrint lrintf lrintl lround lroundf lroundl lsearch lseek lsetxattr lstat lutimes "
    " madvise makecontext mallinfo mallinfo2 malloc mallopt mallwatch matherr mblen mbrlen mbrtoc8 mbrtowc mbsinit "
    " mbsnrtowcs mbsrtowcs mbstowcs mbtowc mcheck mcount memalign memccpy memchr memcmp memcpy memfd_create memfrob "
    " memmem memmove mempcpy memrchr memset mincore mkdir mkdirat mkdtemp mkfifo mkfifoat mknod mknodat mkostemp "
    " mkostemp64 mkostemps mkostemps64 mkstemp mkstemp64 mkstemps mkstemps64 mktemp mktime mlock mlock2 mlockall "
    " mmap mmap64 mmsghdr modf modff modfl moncontrol monstartup mount mprobe mprotect mrand48 mremap msgctl msgget "
    " msghdr msgrcv msgsnd msync mtrace munlock munlockall munmap muntrace nan nanf nanl nanosleep nearbyint "
    " nearbyintf nearbyintl netent newlocale nextafter nextafterf nextafterl nextdown nextdownf nextdownl nexttoward "
    " nexttowardf nexttowardl nextup nextupf nextupl nfsservctl nftw ngettext nice nrand48 ntohl ntohs obstack "
    " obstack_printf obstack_vprintf off_t on_exit open open_memstream open_wmemstream openat opendir openlog "
    " openpty optarg opterr optind optopt osockaddr passwd pathconf pause pclose perror personality pid_t pipe pipe2 "
    " pkey_alloc pkey_free pkey_get pkey_mprotect pkey_set poll pollfd popen posix_madvise posix_memalign "
    " posix_openpt postorder pow powf powl ppoll prctl pread preadv preadv2 preorder printf prlimit process_madvise "
    " process_mrelease profil program_invocation_name program_invocation_short_name protoent pselect psiginfo "
    " psignal ptrace ptsname putc putchar putenv putgrent putmsg putpmsg putpwent puts putsgent putspent pututline "
    " pututxline putw putwc putwchar pvalloc pwrite pwritev pwritev2 qecvt qelem qfcvt qgcvt qsort quick_exit "
    " quotactl raise rand random random_data rawmemchr rcmd re2 read readahead readdir readlink readlinkat readv "
    " realloc reallocarray realpath reboot recv recvfrom recvmmsg recvmsg regcomp regerror regexec regfree "
    " registerrpc remainder remainderf remainderl remap_file_pages remove removexattr remque remquo remquof remquol "
    " rename renameat renameat2 revoke rewind rewinddir rexec rexecoptions rindex rint rintf rintl rmdir round "
    " roundeven roundevenf roundevenl roundf roundl rpcent rpmatch rresvport rtime rusage ruserok ruserpass sbrk "
    " scalb scalbf scalbl scalbln scalblnf scalblnl scalbn scalbnf scalbnl scandir scandirat scanf "
    " sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getcpu sched_getparam sched_getscheduler "
    " sched_param sched_rr_get_interval sched_setaffinity sched_setparam sched_setscheduler sched_yield "
    " secure_getenv seed48 seekdir select sem_clockwait sem_close sem_destroy sem_getvalue sem_init sem_open "
    " sem_post sem_timedwait sem_trywait sem_unlink sem_wait semctl semget semop semtimedop send sendfile sendmmsg "
    " sendmsg sendto servent setaliasent setbuf setbuffer setcontext setegid setenv seteuid setfsent setfsgid "
    " setfsuid setgid setgrent setgroups sethostent sethostid sethostname setitimer setjmp setlinebuf setlocale "
    " setlogin setlogmask setmntent setnetent setnetgrent setns setpayload setpayloadf setpayloadl setpayloadsig "
    " setpayloadsigf setpayloadsigl setpgid setpgrp setpriority setprotoent setpwent setregid setresgid setresuid "
    " setreuid setrlimit setrpcent setservent setsgent setsid setsockopt setspent setstate settimeofday setttyent "
    " setuid setusershell setutent setutxent setvbuf setxattr sgetsgent sgetspent shm_open shm_unlink shmat shmctl "
    " shmdt shmget shutdown sigaction sigaddset sigaltstack sigandset sigblock sigcontext sigdelset sigemptyset "
    " sigevent sigfillset siggetmask sighold sigignore siginterrupt sigisemptyset sigismember siglongjmp signal "
    " signalfd signgam significand significandf significandl sigorset sigpause sigpending sigprocmask sigqueue "
    " sigrelse sigreturn sigset sigsetmask sigstack sigsuspend sigtimedwait sigval sigvec sigwait sigwaitinfo sin "
    " sincos sincosf sincosl sinf sinh sinhf sinhl sinl size_t sleep snprintf sockaddr sockatmark socket socketpair "
    " splice sprintf sprofil sqrt sqrtf sqrtl srand srand48 srandom sscanf ssignal ssize_t sstk stat statfs statvfs "
    " statx stderr stdin stdout step stime stpcpy stpncpy strcasecmp strcasestr strcat strchr strchrnul strcmp "
    " strcoll strcpy strcspn strdup strerror strfmon strfromd strfromf strfroml strfry strftime strlen strncasecmp "
    " strncat strncmp strncpy strndup strnlen strpbrk strptime strrchr strsep strsignal strspn strstr strtod strtof "
    " strtoimax strtok strtol strtold strtoll strtoq strtoul strtoull strtoumax strtouq strverscmp strxfrm stty swab "
    " swapcontext swapoff swapon swprintf swscanf symlink symlinkat sync syncfs syscall sysconf sysctl sysinfo "
    " syslog system sysv_signal tan tanf tanh tanhf tanhl tanl tcdrain tcflow tcflush tcgetattr tcgetpgrp tcgetsid "
    " tcsendbreak tcsetattr tcsetpgrp tdelete tdestroy tee telldir tempnam termio textdomain tfind tgamma tgammaf "
    " tgammal tgkill time time_t timegm timelocal timer_create timer_delete timer_getoverrun timer_gettime "
    " timer_settime times timespec timespec_get timespec_getres timeval timex timezone tm tmpfile tmpfile64 tmpnam "
    " toascii tolower totalorder totalorderf totalorderl totalordermag totalordermagf totalordermagl toupper "
    " towctrans towlower towupper trunc truncate truncf truncl tsearch ttyname ttyslot twalk tzname tzset ualarm "
    " ucred ufromfp ufromfpf ufromfpl ufromfpx ufromfpxf ufromfpxl ulckpwdf ulimit umask umount umount2 uname ungetc "
    " ungetwc unlink unlinkat unlockpt unsetenv unshare updwtmp updwtmpx uselib uselocale usleep ustat utime "
    " utimensat utimes utmpname utmpxname va_list valloc vasprintf vdprintf verr verrx versionsort vfork vfprintf "
    " vfscanf vfwprintf vfwscanf vhangup vlimit vmsplice vprintf vscanf vsnprintf vsprintf vsscanf vswprintf "
    " vswscanf vsyslog vtimes vwarn vwarnx vwprintf vwscanf wait wait3 wait4 waitid waitpid warn warnx wcpcpy "
    " wcpncpy wcrtomb wcscasecmp wcscat wcschr wcschrnul wcscmp wcscoll wcscpy wcscspn wcsdup wcsftime wcslen "
    " wcsncasecmp wcsncat wcsncmp wcsncpy wcsnlen wcsnrtombs wcspbrk wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof "
    " wcstoimax wcstok wcstol wcstold wcstoll wcstombs wcstoq wcstoul wcstoull wcstoumax wcstouq wcswcs wcswidth "
    " wcsxfrm wctob wctomb wctrans wctype wcwidth winsize wmemchr wmemcmp wmemcpy wmemmove wmempcpy wmemset wordexp "
    " wordfree wprintf write writev wscanf xdecrypt xencrypt y0 y0f y0l y1 y1f y1l yn ynf ynl ";

/// POSIX keeps `_t` for types; the others are endings of many functions of one name.
constexpr std::array<std::string_view, 9> kGlobalEnds = {"_t",  "_r",  "_l",   "_np", "_unlocked",
                                                         "f32", "f64", "f32x", "f64x"};

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
  const bool posix = name.starts_with("pthread_") ||
                     std::any_of(kGlobalEnds.begin(), kGlobalEnds.end(), [&](auto end) { return name.ends_with(end); });
  return posix || words.contains(name);
}

}  // namespace rulec::lower
