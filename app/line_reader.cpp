#include "app/line_reader.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace tradeeon {

namespace {

constexpr std::size_t piece = 262'144;
constexpr std::size_t longest_line = 4'096;

std::string words(int code) {
  return std::generic_category().message(code);
}

} // namespace

line_reader::line_reader(std::string path, std::FILE* file, std::uint64_t size,
                         bool seekable)
    : path_(std::move(path)), file_(file), size_(size), seekable_(seekable) {}

result<line_reader> line_reader::open(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code failure;
  const auto status = fs::status(path, failure);
  if (!fs::exists(status))
    return bad_input(path, "there is no such file");
  if (fs::is_directory(status))
    return bad_input(path, "a file is needed, not a directory");
  auto* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr)
    return bad_input(path, "it can't be opened: " + words(errno));
  const bool seekable = fs::is_regular_file(status);
  const auto size = seekable ? fs::file_size(path, failure) : 0;
  return line_reader{path, file, failure ? 0 : size, seekable};
}

// Moves the rest of the buffer to its front and reads the next piece behind it.
// False where there is nothing more.
result<bool> line_reader::refill() {
  if (at_end_)
    return false;
  if (seekable_) {
    done_ += used_;
    buffer_.erase(0, used_);
    used_ = 0;
  }
  const auto kept = buffer_.size();
  buffer_.resize(kept + piece);
  const auto count = std::fread(buffer_.data() + kept, 1, piece, file_.get());
  buffer_.resize(kept + count);
  if (std::ferror(file_.get()) != 0)
    return problem{problem_code::internal, "reading failed: " + words(errno), path_};
  at_end_ = count == 0;
  return count > 0;
}

result<std::optional<std::string_view>> line_reader::next() {
  std::size_t searched = 0;
  while (true) {
    const std::string_view rest{buffer_.data() + used_, buffer_.size() - used_};
    const auto end = rest.find('\n', searched);
    const bool whole = end != std::string_view::npos;
    if ((whole ? end : rest.size()) > longest_line)
      return bad_input(path_ + " line " + std::to_string(line_ + 1),
                       "a line has at most 4096 characters; this is no CSV file");
    if (!whole) {
      searched = rest.size();
      auto more = refill();
      if (!more)
        return std::move(more).error();
      if (*more)
        continue;
      if (rest.empty())
        return std::optional<std::string_view>{};
    }
    // `refill` at the end of a file may have moved the buffer: take the text anew.
    std::string_view text{buffer_.data() + used_, whole ? end : buffer_.size() - used_};
    used_ += text.size() + (whole ? 1 : 0);
    ++line_;
    if (!text.empty() && text.back() == '\r')
      text.remove_suffix(1);
    return std::optional{text};
  }
}

double line_reader::progress() const noexcept {
  const auto all = seekable_ ? size_ : buffer_.size();
  return all == 0 ? 0 : static_cast<double>(done_ + used_) / static_cast<double>(all);
}

result<void> line_reader::rewind() {
  line_ = 0;
  used_ = 0;
  if (!seekable_)
    return {};
  done_ = 0;
  at_end_ = false;
  buffer_.clear();
  std::clearerr(file_.get());
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0)
    return problem{problem_code::internal, "reading again failed: " + words(errno),
                   path_};
  return {};
}

} // namespace tradeeon
