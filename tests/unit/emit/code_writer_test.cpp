#include "compiler/emit/code_writer.h"

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

#include "tests/support/catch.h"

using rulec::emit::CodeWriter;
using rulec::emit::CommentLine;

namespace {

bool Aborts(const std::function<void()>& action) {
  const pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stderr) == nullptr) _exit(0);
    signal(SIGABRT, SIG_DFL);  // not the framework's
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

}  // namespace

TEST_CASE("a template comes out as it stands, with its slots filled") {
  CodeWriter out("x.h");
  out.Emit({{"name", "Alert"},
            {"body",
             [&] {
               out.Line("int a;");
               out.Emit({{"b", "b"}}, R"cc(
                struct Inner {
                  int $b$;
                };
              )cc");
             }}},
           R"cc(
    struct $name$ {
      $body$
      $name$() = default;   // $$
    };
  )cc");
  CHECK(out.text() ==
        "struct Alert {\n  int a;\n  struct Inner {\n    int b;\n  };\n  Alert() = default;   // $\n};\n");
}

TEST_CASE("a line that slots leave blank disappears, others stay") {
  CodeWriter out("x.h");
  out.Emit({{"none", ""}, {"nothing", [] {}}}, R"cc(
    a

    $none$
    $nothing$
    b
  )cc");
  CHECK(out.text() == "a\n\nb\n");
}

TEST_CASE("slots that do not fit their template abort") {
  CHECK(Aborts([] { CodeWriter("x.h").Emit({}, "$name$\n"); }));
  CHECK(Aborts([] { CodeWriter("x.h").Emit({{"name", "a"}}, "b\n"); }));
  CHECK(Aborts([] { CodeWriter("x.h").Emit({{"body", [] {}}}, "a $body$\n"); }));
  CHECK_FALSE(Aborts([] { CodeWriter("x.h").Emit({{"name", "a"}}, "$name$\n"); }));
}

TEST_CASE("line marks lead to the rules and back") {
  CodeWriter out("x.h");
  out.Line("one");
  out.SourceLine("a \"b\".rules", 42);
  out.Line("two");
  out.BackToGenerated();
  out.Line("five");
  CHECK(out.text() == "one\n#line 42 \"a \\\"b\\\".rules\"\ntwo\n#line 5 \"x.h\"\nfive\n");
}

TEST_CASE("no comment can be left") {
  for (const std::string text :
       {"ends in \\", "\\", "a \\ ", "?\?/", "a?\?/", "x\\\n int evil;", "x\r\nint evil;", "x\v\fint evil;",
        "\xE2\x80\xA8int evil;", "\xE2\x80\xAEgpj.exe", "\x01\x02", "*/ int evil; /*", "\xFF\xFE"}) {
    CodeWriter out("x.h");
    out.Doc(text);
    CAPTURE(text, out.text());
    std::size_t start = 0;
    while (start < out.text().size()) {
      const std::size_t end = out.text().find('\n', start);
      const std::string line = out.text().substr(start, end - start);
      CHECK(line.substr(0, 3) == "///");
      CHECK(line.back() != '\\');
      CHECK(line.find("?\?/") == std::string::npos);
      for (const char c : line) CHECK(static_cast<unsigned char>(c) >= 0x20);
      CHECK(line.find("\xE2\x80\xAE") == std::string::npos);
      start = end + 1;
    }
  }
}
