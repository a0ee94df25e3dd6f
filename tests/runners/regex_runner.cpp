// Patterns and texts from standard input, answers to standard output: what tests/regex compares with other engines.
// A line is a pattern or a text in hexadecimal, after 'e' (ECMA-262), 'r' (RE2) or 't' (text, for the pattern before it).
// 'u' gives a text to 'p', which asks for the runs of its characters that the pattern matches: "26@97," is a to z.
// Each line is answered: "ok" or "fault OFFSET MESSAGE" for a pattern; "yes", "no", "costly" or "-" for a text.

#include <cstdio>
#include <iostream>
#include <string>

#include "regex/regex.h"

namespace {

std::string from_hex(const std::string& line) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 1; i + 1 < line.size(); i += 2) out.push_back(static_cast<char>(digit(line[i]) << 4 | digit(line[i + 1])));
  return out;
}

std::string runs(const ludex::regex::Program& program, const std::string& text, ludex::regex::Scratch& scratch) {
  std::string out;
  std::size_t count = 0;
  std::uint32_t first = 0;
  const auto end = [&] {
    if (count) out += std::to_string(count) + "@" + std::to_string(first) + ",";
    count = 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i + k])); };
    const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xE0 ? 2 : byte(0) < 0xF0 ? 3 : 4;
    if (search(program, std::string_view(text).substr(i, size), scratch) == ludex::regex::Match::yes) {
      if (count++ == 0) {
        first = size == 1 ? byte(0) : byte(0) & (0xFFu >> (size + 1));
        for (std::size_t k = 1; k < size; ++k) first = first << 6 | (byte(k) & 63);
      }
    } else {
      end();
    }
    i += size;
  }
  end();
  return out;
}

}  // namespace

int main() {
  using namespace ludex::regex;
  std::ios::sync_with_stdio(false);
  Program program;
  Fault fault;
  Scratch scratch;
  bool is_compiled = false;
  std::string everything;
  for (std::string line; std::getline(std::cin, line);) {
    if (line.empty()) continue;
    const std::string bytes = from_hex(line);
    if (line[0] == 'u') {
      everything = bytes;
      std::cout << '\n';
    } else if (line[0] == 'p') {
      std::cout << runs(program, everything, scratch) << '\n';
    } else if (line[0] != 't') {
      is_compiled = compile(bytes, line[0] == 'r' ? Dialect::re2 : Dialect::ecma, program, fault);
      if (is_compiled) std::cout << "ok\n";
      else std::cout << "fault " << fault.offset << ' ' << fault.message << '\n';
    } else if (!is_compiled) {
      std::cout << "-\n";
    } else {
      const Match match = search(program, bytes, scratch);
      std::cout << (match == Match::yes ? "yes\n" : match == Match::no ? "no\n" : "costly\n");
    }
  }
  return 0;
}
