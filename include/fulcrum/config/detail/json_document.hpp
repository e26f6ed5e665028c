#pragma once

#include "fulcrum/core/error.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Text for a message: printable ASCII only, and not too much of it.
[[nodiscard]] inline std::string excerpt(std::string_view text) {
    constexpr std::size_t longest = 120;
    std::string out;
    for (const char c : text.substr(0, longest)) out += c >= ' ' && c <= '~' ? c : '?';
    return text.size() > longest ? out + "..." : out;
}

/// Reads characters and counts the lines begun; all copies count together.
class counting_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    counting_iterator(const char* at, std::size_t* line) noexcept : at_(at), line_(line) {}
    reference operator*() const noexcept { return *at_; }
    counting_iterator& operator++() noexcept {
        if (*at_ == '\n') ++*line_;
        ++at_;
        return *this;
    }
    counting_iterator operator++(int) noexcept {
        const counting_iterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const counting_iterator& a, const counting_iterator& b) noexcept { return a.at_ == b.at_; }
    friend bool operator!=(const counting_iterator& a, const counting_iterator& b) noexcept { return a.at_ != b.at_; }

private:
    const char* at_;
    std::size_t* line_;
};

/// A JSON file in memory that knows the line of each of its values, so that what is wrong in it can be named. Refuses
/// duplicate keys, binary content, more than 16 MiB, and nesting deeper than 32.
/// Errors: format_error that names file, line and remedy.
class json_document {
public:
    explicit json_document(const std::filesystem::path& path) : file_(path.string()) { parse(read()); }

    [[nodiscard]] const nlohmann::ordered_json& root() const noexcept { return root_; }

    /// Fails with "FILE:LINE: parts", where LINE is that of the value at a JSON pointer, "/settings/mmr.lambda".
    template <class... Parts> [[noreturn]] void fail_at(const std::string& pointer, const Parts&... parts) const {
        const auto found = lines_.find(pointer);
        fail<format_error>(file_, ":", found == lines_.end() ? std::size_t{1} : found->second, ": ", parts...);
    }

    /// Refuses the keys of the object at a pointer that are not known.
    void only_keys(const std::string& pointer, const std::vector<std::string_view>& known) const {
        for (const auto& entry : root_.at(nlohmann::ordered_json::json_pointer(pointer)).items()) {
            bool found = false;
            std::string list;
            for (const std::string_view key : known) {
                found = found || key == entry.key();
                list += (list.empty() ? "" : ", ") + std::string(key);
            }
            if (!found)
                fail_at(below(pointer, entry.key()), "unknown key '", excerpt(entry.key()), "'; known are ", list);
        }
    }

    /// The pointer to a member of the object at a pointer.
    [[nodiscard]] static std::string below(const std::string& pointer, std::string_view key) {
        std::string out = pointer + "/";
        for (const char c : key) { // RFC 6901, section 3
            if (c == '~')
                out += "~0";
            else if (c == '/')
                out += "~1";
            else
                out += c;
        }
        return out;
    }

private:
    static constexpr std::size_t largest = std::size_t{16} << 20U;
    static constexpr std::size_t deepest = 32;

    /// An object or array that is being read.
    struct level {
        bool array = false;
        std::size_t count = 0; ///< elements begun
        std::string pointer;   ///< of the container
    };

    [[nodiscard]] std::string read() const {
        if (std::filesystem::is_directory(file_)) fail<format_error>(file_, ": is a directory; name a JSON file");
        std::FILE* file = std::fopen(file_.c_str(), "rb");
        if (file == nullptr) {
            fail<format_error>(file_, ": cannot be read: ", std::strerror(errno),
                               "; check the name and its permissions");
        }
        std::string text;
        char buffer[4096];
        for (std::size_t n = 1; n > 0 && text.size() <= largest;) {
            n = std::fread(buffer, 1, sizeof buffer, file);
            text.append(buffer, n);
        }
        const bool broken = std::ferror(file) != 0;
        std::fclose(file);
        if (broken) fail<format_error>(file_, ": reading failed after ", text.size(), " bytes");
        if (text.size() > largest) fail<format_error>(file_, ": is larger than 16 MiB; name a configuration file");
        if (text.empty()) fail<format_error>(file_, ":1: the file is empty; save it again");
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if (c < 0x20 && c != '\n' && c != '\r' && c != '\t') {
                fail<format_error>(file_, ": byte ", i, " is no text; this is a binary file, name a JSON file");
            }
        }
        return text;
    }

    void parse(const std::string& text) {
        std::size_t line = 1;
        std::vector<level> levels;
        const auto begin_value = [&] {
            if (levels.empty() || !levels.back().array) return;
            lines_[below(levels.back().pointer, std::to_string(levels.back().count++))] = line;
        };
        std::string pending; // the pointer of the value to come
        const auto open = [&](bool array) {
            if (!levels.empty() && levels.back().array) {
                pending = below(levels.back().pointer, std::to_string(levels.back().count));
            }
            begin_value();
            if (levels.size() == deepest) fail<format_error>(file_, ":", line, ": is nested deeper than ", deepest);
            levels.push_back({array, 0, pending});
        };
        using json = nlohmann::ordered_json;
        const auto watch = [&](int /*depth*/, json::parse_event_t event, json& value) {
            switch (event) {
            case json::parse_event_t::object_start:
                open(false);
                break;
            case json::parse_event_t::array_start:
                open(true);
                break;
            case json::parse_event_t::value:
                begin_value();
                break;
            case json::parse_event_t::object_end:
            case json::parse_event_t::array_end:
                levels.pop_back();
                break;
            case json::parse_event_t::key: {
                const auto& key = value.get_ref<const std::string&>();
                pending = below(levels.back().pointer, key);
                if (const auto [first, added] = lines_.emplace(pending, line); !added) {
                    fail<format_error>(file_, ":", line, ": key '", excerpt(key), "' is given again, first in line ",
                                       first->second, "; keep one of them");
                }
                break;
            }
            }
            return true;
        };
        try {
            const char* const end = text.data() + text.size();
            root_ = json::parse(counting_iterator(text.data(), &line), counting_iterator(end, &line), watch);
        } catch (const json::exception& e) {
            std::string_view what = e.what();
            if (what.find("unexpected end of input") != std::string_view::npos ||
                what.find("missing closing quote") != std::string_view::npos) {
                fail<format_error>(file_, ":", line,
                                   ": the file ends too early; it was cut off, save or copy it again");
            }
            if (const std::size_t detail = what.find(": "); detail != std::string_view::npos)
                what.remove_prefix(detail + 2);
            fail<format_error>(file_, ":", line, ": is no valid JSON: ", excerpt(what));
        }
    }

    std::string file_;
    nlohmann::ordered_json root_;
    std::map<std::string, std::size_t> lines_;
};

} // namespace fulcrum::inline v0_1::detail
