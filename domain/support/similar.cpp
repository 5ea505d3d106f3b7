#include "domain/support/similar.hpp"

#include <algorithm>

namespace tradeeon {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Levenshtein distance by the usual two-row recurrence.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto above = row[j];
      const std::size_t change = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + change});
      diagonal = above;
    }
  }
  return row[b.size()];
}

} // namespace

std::string_view most_similar(std::string_view word,
                              const std::vector<std::string_view>& candidates) {
  std::string_view best;
  // Short words are similar to everything: allow fewer edits there.
  std::size_t least = std::min<std::size_t>(3, word.size() / 2 + 1);
  if (word.size() > 64)
    return best;
  for (const auto candidate : candidates) {
    const auto distance = edits(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (const auto word : words)
    out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

} // namespace tradeeon
