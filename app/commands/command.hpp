#pragma once

#include "domain/support/result.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace tradeeon {

/// What a subcommand does once its options are read: its exit code, or the
/// problem that kept it from ending well (bad input: exit code 2, others: 1).
using job = std::function<result<int>()>;

// Each adds its subcommand to `root`; where it is chosen, `chosen` becomes its job.
void add_serve(CLI::App& root, job& chosen);
void add_replay(CLI::App& root, job& chosen);
void add_indicators(CLI::App& root, job& chosen);
void add_conditions(CLI::App& root, job& chosen);
void add_explain(CLI::App& root, job& chosen);
void add_token(CLI::App& root, job& chosen);
void add_backup(CLI::App& root, job& chosen);
void add_restore(CLI::App& root, job& chosen);
void add_config(CLI::App& root, job& chosen);
void add_import(CLI::App& root, job& chosen);
void add_healthcheck(CLI::App& root, job& chosen);
void add_certs(CLI::App& root, job& chosen);
void add_cluster(CLI::App& root, job& chosen);
void add_version(CLI::App& root, job& chosen);

} // namespace tradeeon
