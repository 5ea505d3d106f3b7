#include "http/server/router.hpp"

namespace tradeeon::http {

namespace {

/// Takes the next part off "/a/b"; false where there is none.
bool next_part(std::string_view& path, std::string_view& part) {
  if (path.empty() || path.front() != '/')
    return false;
  path.remove_prefix(1);
  part = path.substr(0, path.find('/'));
  path.remove_prefix(part.size());
  return true;
}

bool fits(std::string_view pattern, std::string_view path,
          std::vector<std::string>& ids) {
  ids.clear();
  std::string_view wanted;
  std::string_view given;
  while (next_part(pattern, wanted)) {
    if (!next_part(path, given))
      return false;
    if (!wanted.empty() && wanted.front() == '{') {
      if (given.empty() || given.size() > 200)
        return false;
      ids.emplace_back(given);
    } else if (wanted != given) {
      return false;
    }
  }
  return path.empty() || path == "/"; // a slash at the end is forgiven
}

} // namespace

router::router(std::vector<route> table) : table_(std::move(table)) {}

match router::find(std::string_view method, std::string_view path) const {
  const auto sought = method == "HEAD" ? std::string_view("GET") : method;
  match answer;
  std::string_view shape; // of the first line that fits: it decides the path
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const auto& line = table_[i];
    if ((!shape.empty() && line.pattern != shape) || !fits(line.pattern, path, ids))
      continue;
    shape = line.pattern;
    answer.methods += (answer.methods.empty() ? "" : ", ") + std::string(line.method);
    if (line.method == sought && answer.found == nullptr) {
      answer.found = &line;
      answer.index = i;
      answer.ids = ids;
    }
  }
  return answer;
}

} // namespace tradeeon::http
