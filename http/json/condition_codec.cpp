#include "http/json/condition_codec.hpp"

#include "http/json/condition_reader.hpp"

namespace tradeeon::json {

result<condition> parse_condition_object(std::string_view text, const home& at) {
  const auto document = parse_document(text);
  if (!document)
    return document.error();
  complaint out;
  fields from{out, *document, "", condition_field_names()};
  auto x = read_condition(from, at);
  if (out.said())
    return out.take();
  return x;
}

} // namespace tradeeon::json
