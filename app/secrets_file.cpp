#include "app/secrets_file.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <system_error>

namespace tradeeon {

namespace {

/// Closes a file descriptor.
class descriptor {
public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool ok() const noexcept { return fd_ >= 0; }

private:
  int fd_;
};

problem failure(const std::string& path, const std::string& what) {
  return {problem_code::internal, what + ": " + std::generic_category().message(errno),
          path};
}

std::string base64url(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned pending = 0;
  unsigned width = 0;
  for (std::size_t i = 0; i < count; ++i) {
    pending = (pending << 8U) | bytes[i];
    for (width += 8; width >= 6; width -= 6)
      out.push_back(digits[(pending >> (width - 6)) & 63U]);
    pending &= (1U << width) - 1;
  }
  if (width > 0)
    out.push_back(digits[(pending << (6 - width)) & 63U]);
  return out;
}

// Nothing where there is no such file.
result<std::optional<secret>> read_secret(const std::string& path) {
  const descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.ok()) {
    if (errno == ENOENT)
      return std::optional<secret>{};
    return failure(path, "the secret can't be read");
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0)
    return failure(path, "the secret can't be read");
  constexpr mode_t others = 077;
  if ((facts.st_mode & others) != 0)
    return bad_input(path, "other users may read this secret; run chmod 600 on it, and "
                           "delete it instead where they may have done so");
  constexpr std::size_t most = 1'024;
  std::string text(most + 1, '\0');
  const auto count = ::read(file.get(), text.data(), text.size());
  if (count < 0)
    return failure(path, "the secret can't be read");
  text.resize(static_cast<std::size_t>(count));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  constexpr std::size_t least = 16;
  if (text.size() < least || text.size() > most)
    return bad_input(path, "a secret has 16 to 1024 characters; delete the file to have "
                           "a new one made");
  return std::optional{secret{std::move(text)}};
}

// Into a new file with a name of its own (mode 0600), which `draft` becomes.
result<void> write_draft(std::string& draft, const std::string& text) {
  draft += ".XXXXXX";
  const descriptor file{::mkostemp(draft.data(), O_CLOEXEC)};
  if (!file.ok())
    return failure(draft, "a new secret can't be written");
  const auto count = ::write(file.get(), text.data(), text.size());
  if (count != static_cast<ssize_t>(text.size()) || ::fsync(file.get()) != 0)
    return failure(draft, "a new secret can't be written");
  return {};
}

// The file appears under its name only when it is complete, and never replaces one.
result<void> create_secret(const std::string& directory, const std::string& path) {
  constexpr std::size_t strength = 32;
  std::array<unsigned char, strength> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return problem{problem_code::internal, "there is no randomness to make a secret of",
                   path};
  auto draft = path;
  auto done = write_draft(draft, base64url(bytes.data(), bytes.size()) + "\n");
  if (done && ::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST)
    done = failure(path, "a new secret can't be written");
  ::unlink(draft.c_str());
  if (const descriptor folder{::open(directory.c_str(), O_RDONLY | O_CLOEXEC)};
      folder.ok())
    ::fsync(folder.get());
  return done;
}

} // namespace

result<void> make_data_directory(const std::string& directory) {
  constexpr mode_t owner_only = 0700;
  std::size_t end = 0;
  do { // its parents too, like mkdir -p
    end = directory.find('/', end + 1);
    const auto part = directory.substr(0, end);
    if (::mkdir(part.c_str(), owner_only) != 0 && errno != EEXIST)
      return failure(part, "the data directory can't be made");
  } while (end != std::string::npos);
  struct stat facts {};
  if (::stat(directory.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode))
    return bad_input(directory, "a directory is needed here");
  return {};
}

result<std::optional<secret>> find_secret(const std::string& directory,
                                          std::string_view name) {
  return read_secret(directory + "/" + std::string{name});
}

result<secret> secret_or_own(const secret& configured, const std::string& directory,
                             std::string_view name) {
  if (!configured.empty())
    return configured;
  return read_or_create_secret(directory, name);
}

result<secret> read_or_create_secret(const std::string& directory,
                                     std::string_view name) {
  const auto path = directory + "/" + std::string{name};
  if (auto made = make_data_directory(directory); !made)
    return std::move(made).error();
  auto found = read_secret(path);
  if (found && !*found) {
    if (auto made = create_secret(directory, path); !made)
      return std::move(made).error();
    found = read_secret(path);
  }
  if (!found)
    return std::move(found).error();
  if (!*found)
    return problem{problem_code::internal, "the secret has disappeared", path};
  return **std::move(found);
}

} // namespace tradeeon
