// Runs a fuzz target (LLVMFuzzerTestOneInput) without libFuzzer: over the files of a corpus, then over seeded mutants
// of them, the same ones on every machine.
//   TARGET [--runs N | --seconds N] [--seed S] [--only .EXTENSION] FOLDER...   N mutants, or mutants for N seconds
//   TARGET FILE...                                                             these inputs only
// A target shows a fault by ending the process; the input at hand is then in ./fuzz-input.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/mutation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Whether the target wants more of this kind: as for libFuzzer, -1 says no.
bool Run(const std::string& input) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size()) == 0;
}

// Kept up to date only while a fault may come: a file written for each run would take longer than the run.
const std::string* input_at_hand = nullptr;

void SaveInput(int) {
  if (input_at_hand != nullptr) {
    std::ofstream("fuzz-input", std::ios::binary) << *input_at_hand;
    std::fputs("the input is in ./fuzz-input\n", stderr);
  }
  std::_Exit(1);
}

struct Options {
  std::uint64_t runs = 1000;
  std::uint64_t seconds = 0;
  std::uint64_t seed = 1;
  std::string only;  // files of folders that count; empty: all
  std::vector<fs::path> paths;
};

Options ReadOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    std::uint64_t* number = argument == "--runs"      ? &options.runs
                            : argument == "--seconds" ? &options.seconds
                            : argument == "--seed"    ? &options.seed
                                                      : nullptr;
    if (argument == "--only" && i + 1 < argc) {
      options.only = argv[++i];
    } else if (number == nullptr) {
      options.paths.emplace_back(argument);
    } else if (i + 1 < argc) {
      *number = std::strtoull(argv[++i], nullptr, 10);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = ReadOptions(argc, argv);
  std::vector<fs::path> files;
  bool mutate = false;
  for (const fs::path& path : options.paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    mutate = true;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      const bool counts = options.only.empty() || entry.path().extension() == options.only;
      if (entry.is_regular_file() && counts) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::fputs("no input\n", stderr);
    return 2;
  }

  std::vector<std::string> corpus;
  std::set<std::string> distinct;
  for (const fs::path& file : files) {
    corpus.push_back(ReadAll(file));
    std::istringstream stream(corpus.back());
    for (std::string word; stream >> word;) distinct.insert(word);
  }
  const std::vector<std::string> words(distinct.begin(), distinct.end());
  std::signal(SIGABRT, SaveInput);
  std::signal(SIGSEGV, SaveInput);
  std::string input;
  input_at_hand = &input;
  for (const std::string& text : corpus) {
    input = text;
    Run(input);
  }
  if (!mutate) return 0;

  rulec::testing::Random random(options.seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.seconds);
  std::uint64_t run = 0;
  std::string base;
  while (options.seconds != 0 ? std::chrono::steady_clock::now() < end : run < options.runs) {
    // Mutants of mutants drift away from the corpus, mostly over what the target wants more of, and come back to it.
    if (run % 16 == 0 || base.size() > 100'000) base = corpus[random.Below(corpus.size())];
    input = rulec::testing::Mutate(base, corpus, words, random);
    if (Run(input) || random.Below(8) == 0) base = input;
    ++run;
  }
  std::printf("%zu inputs, %llu mutants, seed %llu\n", corpus.size(), static_cast<unsigned long long>(run),
              static_cast<unsigned long long>(options.seed));
  return 0;
}
