#include "app/secrets_file.hpp"
#include "tests/unit/app_support.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <thread>
#include <vector>

using namespace tradeeon;
using testing::temporary_directory;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 0777U;
}

} // namespace

TEST_CASE("a secret is made once, for its owner only, and read from then on") {
  const temporary_directory folder;
  const auto data = folder.path() + "/deep/data";
  const auto made = read_or_create_secret(data, jwt_secret_file);
  REQUIRE(made.ok());
  CHECK(made->reveal().size() == 43); // 32 bytes in base64url
  CHECK(made->reveal().find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
                                         "uvwxyz0123456789-_") == std::string::npos);
  CHECK(mode_of(data) == 0700);
  CHECK(mode_of(data + "/jwt.secret") == 0600);
  CHECK(read_or_create_secret(data, jwt_secret_file)->reveal() == made->reveal());
  const auto other = read_or_create_secret(data, webhook_secret_file);
  REQUIRE(other.ok());
  CHECK(other->reveal() != made->reveal());
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{data})
    ++files;
  CHECK(files == 2); // no drafts are left
}

TEST_CASE("a secret that others may read is refused with what to do about it") {
  const temporary_directory folder;
  const auto path = folder.file("jwt.secret", "0123456789abcdef0123456789abcdef\n");
  for (const mode_t mode : {0640, 0604, 0610, 0666}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    const auto got = read_or_create_secret(folder.path(), jwt_secret_file);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().place == path);
    CHECK(got.error().text.find("chmod 600") != std::string::npos);
    CHECK(got.error().text.find("0123456789") == std::string::npos);
  }
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  const auto got = read_or_create_secret(folder.path(), jwt_secret_file);
  REQUIRE(got.ok());
  CHECK(got->reveal() == "0123456789abcdef0123456789abcdef");
}

TEST_CASE("an empty, short or huge secret is refused, not replaced") {
  const temporary_directory folder;
  for (const auto& text : {std::string{}, std::string{"\n"}, std::string{"short"},
                           std::string(1'025, 'x')}) {
    const auto path = folder.file("jwt.secret", text);
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
    const auto got = read_or_create_secret(folder.path(), jwt_secret_file);
    REQUIRE_FALSE(got.ok());
    CHECK(got.error().text.find("16 to 1024") != std::string::npos);
    CHECK(testing::text_of(path) == text);
  }
}

TEST_CASE("a data directory that is a file is a problem, not a crash") {
  const temporary_directory folder;
  const auto path = folder.file("data", "x");
  CHECK_FALSE(make_data_directory(path).ok());
  CHECK_FALSE(read_or_create_secret(path, jwt_secret_file).ok());
  CHECK_FALSE(make_data_directory(path + "/below").ok());
}

TEST_CASE("those who ask for a new secret at the same time get the same one") {
  const temporary_directory folder;
  std::vector<std::string> got(8);
  std::vector<std::thread> askers;
  for (auto& slot : got)
    askers.emplace_back([&slot, &folder] {
      if (const auto x = read_or_create_secret(folder.path(), jwt_secret_file))
        slot = x->reveal();
    });
  for (auto& asker : askers)
    asker.join();
  CHECK(std::set<std::string>(got.begin(), got.end()).size() == 1);
  CHECK_FALSE(got[0].empty());
}
