#include "tests/unit/app_support.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tradeeon::testing {

namespace fs = std::filesystem;

temporary_directory::temporary_directory()
    : path_((fs::temp_directory_path() / "tradeeon-app-XXXXXX").string()) {
  if (::mkdtemp(path_.data()) == nullptr)
    throw std::runtime_error{"no temporary directory"};
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string temporary_directory::file(std::string_view name,
                                      std::string_view text) const {
  auto path = path_ + "/" + std::string{name};
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

std::string text_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace tradeeon::testing
