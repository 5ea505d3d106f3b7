#include "http/json/indicator_reader.hpp"

#include "domain/conditions/parser.hpp"
#include "domain/indicators/registry.hpp"
#include "domain/support/similar.hpp"
#include "http/json/component_names.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace tradeeon::json {

namespace {

/// Other spellings of registry parameters in settings objects.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> synonyms{{
  {"length", "period"},
  {"fast", "fastPeriod"},
  {"slow", "slowPeriod"},
  {"signal", "signalPeriod"},
  {"multiplier", "stdDev"},
  {"fast", "fastMA"},
  {"slow", "slowMA"},
}};

/// Settings that the web client stores for its drawings; they mean nothing here.
constexpr std::array<std::string_view, 3> drawing_settings{"overboughtLevel",
                                                           "oversoldLevel", "emaLength"};

std::vector<std::string_view> known_settings(const indicator_info& info) {
  std::vector<std::string_view> known;
  for (const auto& parameter : info.parameters)
    known.push_back(parameter.name);
  for (const auto& [name, other] : synonyms)
    for (const auto word : {name, other})
      if (std::find(known.begin(), known.end(), word) == known.end())
        known.push_back(word);
  known.push_back("source");
  known.insert(known.end(), drawing_settings.begin(), drawing_settings.end());
  return known;
}

bool is_price(const series_expression& x, price_source source) {
  return x.what == series_expression::kind::price && x.source == source;
}

/// Reads one indicator; a class because its steps share the settings.
class reader {
public:
  reader(complaint& out, const indicator_fields& given, const indicator_info& info)
      : out_(out), given_(given), info_(info),
        settings_(out, given.settings != nullptr ? *given.settings : none(),
                  given.settings_path, known_settings(info)) {}

  operand read() {
    const auto side = side_of(given_.name, given_.component);
    const bool zero = is_zero_line(info_, given_.component);
    operand result;
    indicator_call call;
    call.name = info_.name;
    call.output = side == average_side::neither && !zero ? output() : 0;
    call.parameters = parameters(side);
    if (!info_.sources.empty())
      call.sources.push_back(source());
    for (std::size_t i = call.sources.size(); i < info_.sources.size(); ++i)
      call.sources.push_back(
        std::make_shared<const series_expression>(price_series(info_.sources[i])));
    for (const auto name : drawing_settings)
      settings_.number(name);
    settings_.finish();
    if (zero)
      return constant_operand(0);
    result.series.what = series_expression::kind::call;
    result.series.call = std::move(call);
    return result;
  }

private:
  static const value& none() {
    static const value empty = value::object();
    return empty;
  }

  std::size_t output() {
    if (const auto found = output_of(info_, given_.name, given_.component))
      return *found;
    out_.say(given_.component_path, std::string{info_.name} + " has no component " +
                                      quotation(given_.component) + "; it has " +
                                      joined(info_.outputs));
    return 0;
  }

  /// Adds a setting under any of its spellings.
  void collect(std::vector<placed_number>& into, std::string_view name) {
    const auto add = [&](std::string_view spelling) {
      if (const auto x = settings_.number(spelling))
        into.push_back({*x, settings_.path_of(spelling)});
    };
    add(name);
    for (const auto& [canonical, other] : synonyms)
      if (canonical == name)
        add(other);
  }

  /// Everything that is said about one parameter; it must be the same.
  std::vector<placed_number> said_about(const parameter_info& parameter,
                                        average_side side) {
    std::vector<placed_number> said;
    if (parameter.name == "length") {
      said = given_.lengths;
      if (side == average_side::fast)
        add_side(said, given_.fast, "fast");
      if (side == average_side::slow)
        add_side(said, given_.slow, "slow");
      if (side != average_side::neither && info_.parameters.size() == 1) {
        // One settings object may serve a pair of averages: the other's is known.
        std::vector<placed_number> of_the_other;
        collect(of_the_other, side == average_side::fast ? "slow" : "fast");
      }
    }
    collect(said, parameter.name);
    return said;
  }

  void add_side(std::vector<placed_number>& said, const std::optional<placed_number>& own,
                std::string_view setting) {
    if (own)
      said.push_back(*own);
    if (info_.parameters.size() == 1)
      collect(said, setting);
  }

  std::vector<double> parameters(average_side side) {
    std::vector<double> values;
    std::vector<std::string> paths;
    for (const auto& parameter : info_.parameters) {
      const auto said = said_about(parameter, side);
      for (const auto& other : said)
        if (other.number != said.front().number)
          out_.say(other.path, "contradicts " + said.front().path);
      if (said.empty() && parameter.name == "length" && side != average_side::neither)
        out_.say(given_.component_path,
                 std::string{"the component needs the length of its average: "} +
                   (side == average_side::fast ? "fastMA" : "slowMA"));
      values.push_back(said.empty() ? parameter.fallback : said.front().number);
      paths.push_back(said.empty() ? join_path(given_.settings_path, parameter.name)
                                   : said.front().path);
    }
    auto complete = complete_parameters(info_, values);
    if (complete)
      return *complete;
    auto why = complete.error();
    for (std::size_t i = 0; i < info_.parameters.size(); ++i)
      if (info_.parameters[i].name == why.place)
        why.place = paths[i];
    out_.say(std::move(why));
    return values;
  }

  std::shared_ptr<const series_expression> source() {
    series_expression x;
    x.source = info_.sources.front();
    if (given_.average_of && is_moving_average(info_))
      x.source = *given_.average_of;
    if (is_volume_average(given_.name))
      x.source = price_source::volume;
    if (const auto text = settings_.text("source", 512)) {
      auto read = parse_series(*text);
      if (!read)
        out_.say(settings_.path_of("source"), read.error().text);
      else if (std::set<std::string> named; collect_symbols(*read, named), !named.empty())
        settings_.fail("source", "another symbol can be named in the text form only");
      else if (is_volume_average(given_.name) && !is_price(*read, price_source::volume))
        settings_.fail("source", "a volume average is of volume");
      else
        x = *std::move(read);
    }
    return std::make_shared<const series_expression>(std::move(x));
  }

  complaint& out_;
  const indicator_fields& given_;
  const indicator_info& info_;
  fields settings_;
};

std::string meant_by(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& info : all_indicators()) {
    names.push_back(info.name);
    names.insert(names.end(), info.aliases.begin(), info.aliases.end());
  }
  const auto near = most_similar(name, names);
  return near.empty() ? "known are those of GET /api/v1/indicators"
                      : "did you mean " + std::string{near} + "?";
}

} // namespace

operand read_indicator(complaint& out, const indicator_fields& given) {
  const auto* info = info_of(given.name);
  if (info == nullptr) {
    out.say(given.name_path,
            "unknown indicator " + quotation(given.name) + "; " + meant_by(given.name));
    return {};
  }
  return reader{out, given, *info}.read();
}

price_source read_source(complaint& out, const std::string& name,
                         const std::string& path) {
  const auto read = parse_series(name);
  if (read && read->what == series_expression::kind::price && read->symbol.empty())
    return read->source;
  out.say(path, "unknown price field " + quotation(name) +
                  "; use one of open, high, low, close, volume, hl2, hlc3, ohlc4, hlcc4");
  return price_source::close;
}

} // namespace tradeeon::json
