// JSON texts in and out, for the codecs of this folder only: everybody else
// gets strings and domain values.
#pragma once

#include "domain/support/result.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace tradeeon::json {

/// Keeps the order of keys, so that answers are stable and echoes look as sent.
using value = nlohmann::ordered_json;

/// How large a document may be. A single object has at most 1000 keys in any case.
struct document_limits {
  std::size_t bytes = 1024 * 1024;
  std::size_t depth = 32;
  std::size_t keys = 1'000;
  /// A number with a fraction that a double can't hold to its last digit becomes the
  /// text that it was written as: for documents whose numbers are money.
  bool keep_digits = false;
};

/// Reads one JSON text. Refuses duplicate keys, invalid UTF-8, numbers beyond
/// double, trailing text and whatever is over a limit; never throws.
result<value> parse_document(std::string_view text, const document_limits& limits = {});

/// Compact text; strings that are not UTF-8 are mended, NaN and infinity are null.
[[nodiscard]] std::string text_of(const value& x);

/// A number, or null where it is NaN or infinite.
[[nodiscard]] value number_or_null(double x);

} // namespace tradeeon::json
