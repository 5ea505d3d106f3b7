#pragma once

#include "app/line_reader.hpp"
#include "domain/market/candle_source.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tradeeon {

/// Candles of a CSV file: `open_time,open,high,low,close,volume` or the exchange
/// archive's 12-column layout, told apart by column count; a header line is
/// optional, times are milliseconds or (16 digits) microseconds. Whatever is not
/// an acceptable candle, aligned and newer than the one before it, is a problem
/// at "FILE line N column M" and ends the reading.
class candle_file final : public candle_source {
public:
  /// A file that can't be read at all is a problem at `path`.
  static result<std::unique_ptr<candle_file>> open(const std::string& path,
                                                   std::string symbol, timeframe base);

  [[nodiscard]] const std::string& symbol() const noexcept override { return symbol_; }
  [[nodiscard]] timeframe base() const noexcept override { return base_; }
  result<std::optional<candle>> next() override;
  void rewind() override;

  /// How much of the file has been read, 0..1.
  [[nodiscard]] double progress() const noexcept { return lines_.progress(); }

private:
  static constexpr std::size_t most_columns = 12;
  using fields = std::array<std::string_view, most_columns>;

  candle_file(std::string path, line_reader lines, std::string symbol, timeframe base);
  result<std::optional<candle>> read();
  result<void> take_first_line(std::size_t count, const fields& row);
  result<candle> parse(const fields& row) const;
  result<double> number(const fields& row, std::size_t column) const;
  result<time_ms> time(const fields& row, std::size_t column) const;
  [[nodiscard]] problem at(std::size_t column, std::string text) const;

  std::string path_;
  line_reader lines_;
  std::string symbol_;
  timeframe base_;
  std::size_t columns_ = 0;    ///< 0: not known yet
  bool header_ = false;        ///< the line just read is a header
  time_ms newest_ = -1;        ///< open time of the candle before
  std::optional<problem> end_; ///< what ended the reading
};

/// Reads a file to its end without keeping anything: how many candles it holds, or
/// its first problem.
result<std::uint64_t> check_candles(candle_file& file);

} // namespace tradeeon
