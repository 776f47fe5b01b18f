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
    " abort abs accept accept4 access acct acos acosf acosh acoshf acoshl acosl addmntent addrinfo addseverity "
    " adjtime adjtimex advance alarm alphasort asctime asin asinf asinh asinhf asinhl asinl asprintf atan atan2 "
    " atanf atanh atanhf atanhl atanl atexit atof atoi atol atoll backtrace basename bcmp bcopy bdflush bind "
    " bindresvport brk bsearch btowc bzero cabs cabsf cabsl cacos cacosf cacosh cacoshf cacoshl cacosl calloc "
    " callrpc canonicalize capget capset carg cargf cargl casin casinf casinh casinhf casinhl casinl catan "
    " catanf catanh catanhf catanhl catanl catclose catgets catopen cbrt cbrtf cbrtl ccos ccosf ccosh ccoshf "
    " ccoshl ccosl ceil ceilf ceill cexp cexpf cexpl cfgetispeed cfgetospeed cfmakeraw cfree cfsetispeed "
    " cfsetospeed cfsetspeed chdir chflags chmod chown chroot cimag cimagf cimagl clearenv clearerr clock "
    " clock_t clog clogf clogl clone close closedir closefrom closelog cmsghdr confstr conj conjf conjl connect "
    " copysign copysignf copysignl cos cosf cosh coshf coshl cosl cpow cpowf cpowl cproj cprojf cprojl creal "
    " crealf creall creat csin csinf csinh csinhf csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh ctanhf "
    " ctanhl ctanl ctermid ctime cuserid daddl daemon daylight dcgettext dcngettext ddivl definition dfmal "
    " dgettext difftime dirfd dirname div dladdr dladdr1 dlclose dlerror dlinfo dlmopen dlopen dlsym dlvsym "
    " dmull dngettext dprintf drem dremf dreml dsqrtl dsubl dup dup2 dup3 duplocale dysize eaccess ecvt "
    " endaliasent endfsent endgrent endhostent endmntent endnetent endnetgrent endorder endprotoent endpwent "
    " endrpcent endservent endsgent endspent endttyent endusershell endutent endutxent entry environ equivalent "
    " erf erfc erfcf erfcl erff erfl err errno error errx euidaccess eventfd execl execle execlp execv execve "
    " execveat execvp execvpe exit exp exp2 expf expl expm1 fabs fabsf fabsl faccessat fadd faddl fallocate "
    " fattach fchdir fchflags fchmod fchmodat fchown fchownat fclose fcloseall fcntl fcvt fdatasync fdetach fdim "
    " fdimf fdiml fdiv fdivl fdopen fdopendir fegetenv fegetexcept fegetmode fegetround feholdexcept feof ferror "
    " fesetenv fesetexcept fesetmode fesetround fetestexcept feupdateenv fexecve fflush ffma ffmal ffs ffsl "
    " ffsll fgetc fgetgrent fgetpos fgetpwent fgets fgetsgent fgetspent fgetwc fgetws fgetxattr fileno finite "
    " finitef finitel flistxattr flock flockfile floor floorf floorl fma fmaf fmal fmax fmaxf fmaximum fmaximumf "
    " fmaximuml fmaxl fmaxmag fmaxmagf fmaxmagl fmemopen fmin fminf fminimum fminimumf fminimuml fminl fminmag "
    " fminmagf fminmagl fmod fmodf fmodl fmtmsg fmul fmull fnmatch fopen fopencookie fork forkpty fpathconf "
    " fprintf fputc fputs fputwc fputws fread free freeaddrinfo freeifaddrs freelocale fremovexattr freopen "
    " frexp frexpf frexpl fromfp fromfpf fromfpl fromfpx fromfpxf fromfpxl fscanf fsconfig fseek fseeko fsetpos "
    " fsetxattr fsmount fsopen fspick fsqrt fsqrtl fstat fstatat fstatfs fstatvfs fsub fsubl fsync ftell ftello "
    " ftime ftok ftruncate ftrylockfile ftw funlockfile futimens futimes futimesat fwide fwprintf fwrite fwscanf "
    " gaicb gamma gammaf gammal gcvt getaddrinfo getaliasent getauxval getc getchar getcontext getcpu getcwd "
    " getdate getdelim getegid getentropy getenv geteuid getfsent getfsfile getfsspec getgid getgrent getgrgid "
    " getgrnam getgrouplist getgroups gethostent gethostid gethostname getifaddrs getitimer getline getloadavg "
    " getlogin getmntent getmsg getnameinfo getnetbyaddr getnetbyname getnetent getnetgrent getnetname getopt "
    " getpagesize getpass getpayload getpayloadf getpayloadl getpeername getpgid getpgrp getpid getpmsg getppid "
    " getpriority getprotoent getpt getpublickey getpw getpwent getpwnam getpwuid getrandom getresgid getresuid "
    " getrlimit getrpcbyname getrpcent getrpcport getrusage gets getsecretkey getservent getsgent getsgnam "
    " getsid getsockname getsockopt getspent getspnam getsubopt gettext gettid gettimeofday getttyent getttynam "
    " getuid getumask getusershell getutent getutid getutline getutmp getutmpx getutxent getutxid getutxline "
    " getw getwc getwchar getwd getxattr glob globfree gmtime grantpt greater group gsignal gtty hasmntopt "
    " hcreate hdestroy herror hostent hsearch hstrerror htonl htons hypot hypotf hypotl iconv ilogb ilogbf "
    " ilogbl imaxabs imaxdiv index initgroups initstate innetgr insque int8_t ioctl ioperm iopl iovec iruserok "
    " isalnum isalpha isascii isastream isatty isblank iscntrl isctype isdigit isfdtype isgraph isinf isinff "
    " isinfl islower isnan isnanf isnanl isprint ispunct isspace isupper iswalnum iswalpha iswblank iswcntrl "
    " iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit isxdigit itimerspec "
    " itimerval j0 j1 jn jnf jnl kill killpg klogctl labs lchmod lchown lckpwdf lconv ldexp ldexpf ldexpl ldiv "
    " leaf less lfind lgamma lgammaf lgammal lgetxattr linger link linkat listen listxattr llabs lldiv "
    " llistxattr llogb llogbf llogbl llrint llrintf llrintl llround llroundf llroundl llseek loc1 loc2 "
    " localeconv localtime lockf locs log log2 logb logbf logbl logf login logl logout logwtmp longjmp "
    " lremovexattr lrint lrintf lrintl lround lroundf lroundl lsearch lseek lsetxattr lstat lutimes madvise "
    " makecontext mallinfo mallinfo2 malloc mallopt mallwatch matherr mblen mbrlen mbrtoc8 mbrtowc mbsinit "
    " mbsnrtowcs mbsrtowcs mbstowcs mbtowc mcheck mcount memalign memccpy memchr memcmp memcpy memfrob memmem "
    " memmove mempcpy memrchr memset mincore mkdir mkdirat mkdtemp mkfifo mkfifoat mknod mknodat mkostemp "
    " mkostemps mkstemp mkstemps mktemp mktime mlock mlock2 mlockall mmap mmsghdr modf modff modfl moncontrol "
    " monstartup mount mprobe mprotect mremap msgctl msgget msghdr msgrcv msgsnd msync mtrace munlock munlockall "
    " munmap muntrace nan nanf nanl nanosleep nearbyint nearbyintf nearbyintl netent newlocale nextafter "
    " nextafterf nextafterl nextdown nextdownf nextdownl nexttoward nexttowardf nexttowardl nextup nextupf "
    " nextupl nfsservctl nftw ngettext nice ntohl ntohs obstack off_t open openat opendir openlog openpty optarg "
    " opterr optind optopt osockaddr passwd pathconf pause pclose perror personality pid_t pipe pipe2 poll "
    " pollfd popen postorder pow powf powl ppoll prctl pread preadv preadv2 preorder printf prlimit profil "
    " program_invocation_name protoent pselect psiginfo psignal ptrace ptsname putc putchar putenv putgrent "
    " putmsg putpmsg putpwent puts putsgent putspent pututline pututxline putw putwc putwchar pvalloc pwrite "
    " pwritev pwritev2 qecvt qelem qfcvt qgcvt qsort quotactl raise rand random rawmemchr rcmd read readahead "
    " readdir readlink readlinkat readv realloc reallocarray realpath reboot recv recvfrom recvmmsg recvmsg "
    " regcomp regerror regexec regfree registerrpc remainder remainderf remainderl remove removexattr remque "
    " remquo remquof remquol rename renameat renameat2 revoke rewind rewinddir rexec rexecoptions rindex rint "
    " rintf rintl rmdir round roundeven roundevenf roundevenl roundf roundl rpcent rpmatch rresvport rtime "
    " rusage ruserok ruserpass sbrk scalb scalbf scalbl scalbln scalblnf scalblnl scalbn scalbnf scalbnl scandir "
    " scandirat scanf seekdir select semctl semget semop semtimedop send sendfile sendmmsg sendmsg sendto "
    " servent setaliasent setbuf setbuffer setcontext setegid setenv seteuid setfsent setfsgid setfsuid setgid "
    " setgrent setgroups sethostent sethostid sethostname setitimer setjmp setlinebuf setlocale setlogin "
    " setlogmask setmntent setnetent setnetgrent setns setpayload setpayloadf setpayloadl setpgid setpgrp "
    " setpriority setprotoent setpwent setregid setresgid setresuid setreuid setrlimit setrpcent setservent "
    " setsgent setsid setsockopt setspent setstate settimeofday setttyent setuid setusershell setutent setutxent "
    " setvbuf setxattr sgetsgent sgetspent shmat shmctl shmdt shmget shutdown sigaction sigaddset sigaltstack "
    " sigandset sigblock sigcontext sigdelset sigemptyset sigevent sigfillset siggetmask sighold sigignore "
    " siginterrupt sigismember siglongjmp signal signalfd signgam significand significandf significandl sigorset "
    " sigpause sigpending sigprocmask sigqueue sigrelse sigreturn sigset sigsetmask sigstack sigsuspend "
    " sigtimedwait sigval sigvec sigwait sigwaitinfo sin sincos sincosf sincosl sinf sinh sinhf sinhl sinl "
    " size_t sleep snprintf sockaddr sockatmark socket socketpair splice sprintf sprofil sqrt sqrtf sqrtl srand "
    " srandom sscanf ssignal ssize_t sstk stat statfs statvfs statx stderr stdin stdout step stime stpcpy "
    " stpncpy strcasecmp strcasestr strcat strchr strchrnul strcmp strcoll strcpy strcspn strdup strerror "
    " strfmon strfromd strfromf strfroml strfry strftime strlen strncasecmp strncat strncmp strncpy strndup "
    " strnlen strpbrk strptime strrchr strsep strsignal strspn strstr strtod strtof strtoimax strtok strtol "
    " strtold strtoll strtoq strtoul strtoull strtoumax strtouq strverscmp strxfrm stty swab swapcontext swapoff "
    " swapon swprintf swscanf symlink symlinkat sync syncfs syscall sysconf sysctl sysinfo syslog system tan "
    " tanf tanh tanhf tanhl tanl tcdrain tcflow tcflush tcgetattr tcgetpgrp tcgetsid tcsendbreak tcsetattr "
    " tcsetpgrp tdelete tdestroy tee telldir tempnam termio textdomain tfind tgamma tgammaf tgammal tgkill time "
    " time_t timegm timelocal times timex timezone tm tmpfile tmpnam toascii tolower totalorder totalorderf "
    " totalorderl toupper towctrans towlower towupper trunc truncate truncf truncl tsearch ttyname ttyslot twalk "
    " tzname tzset ualarm ucred ufromfp ufromfpf ufromfpl ufromfpx ufromfpxf ufromfpxl ulckpwdf ulimit umask "
    " umount umount2 uname ungetc ungetwc unlink unlinkat unlockpt unsetenv unshare updwtmp updwtmpx uselib "
    " uselocale usleep ustat utime utimensat utimes utmpname utmpxname valloc vasprintf vdprintf verr verrx "
    " versionsort vfork vfprintf vfscanf vfwprintf vfwscanf vhangup vlimit vmsplice vprintf vscanf vsnprintf "
    " vsprintf vsscanf vswprintf vswscanf vsyslog vtimes vwarn vwarnx vwprintf vwscanf wait wait3 wait4 waitid "
    " waitpid warn warnx wcpcpy wcpncpy wcrtomb wcscasecmp wcscat wcschr wcschrnul wcscmp wcscoll wcscpy wcscspn "
    " wcsdup wcsftime wcslen wcsncasecmp wcsncat wcsncmp wcsncpy wcsnlen wcsnrtombs wcspbrk wcsrchr wcsrtombs "
    " wcsspn wcsstr wcstod wcstof wcstoimax wcstok wcstol wcstold wcstoll wcstombs wcstoq wcstoul wcstoull "
    " wcstoumax wcstouq wcswcs wcswidth wcsxfrm wctob wctomb wctrans wctype wcwidth winsize wmemchr wmemcmp "
    " wmemcpy wmemmove wmempcpy wmemset wordexp wordfree wprintf write writev wscanf xdecrypt xencrypt y0 y1 yn "
    " ynf ynl ";

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
