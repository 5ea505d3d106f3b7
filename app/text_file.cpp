#include "app/text_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace tradeeon {

result<std::string> read_text_file(const std::string& path, std::uintmax_t largest,
                                   const std::string& too_large) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status))
    return bad_input(path, "there is no such file");
  if (std::filesystem::is_directory(status))
    return bad_input(path, "a file is needed, not a directory");
  // Before it is in memory; of pipes nobody knows the size.
  if (const auto size = std::filesystem::file_size(path, failure);
      !failure && size > largest)
    return bad_input(path, too_large);
  std::ifstream in{path, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in)
    return bad_input(path, "it can't be read");
  if (text.size() > largest)
    return bad_input(path, too_large);
  return text;
}

} // namespace tradeeon
