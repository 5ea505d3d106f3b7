#pragma once

#include <string>

namespace tradeeon {

/// Sends the log to standard error, one line an entry with UTC time and level.
/// `level` and `format` are ones that the configuration accepts; the format
/// `auto` is text on a terminal and JSON elsewhere, where a machine reads it.
/// At most ten lines a second of one event are written; the next one says how
/// many were left out.
void start_log(const std::string& level, const std::string& format);

/// Changes the level of a log that was started. Thread-safe.
void change_log_level(const std::string& level);

/// Tells of lines that were left out and not told of yet. For the end.
void finish_log();

} // namespace tradeeon
