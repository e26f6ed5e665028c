#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What is wrong with an XML text; empty if it is well-formed. It knows what report pages use: a doctype, elements,
/// quoted attributes, and the five entities of XML with numeric ones.
inline std::string xml_error(std::string_view text) {
    std::vector<std::string> open;
    bool had_root = false;
    const auto where = [](std::size_t at) { return " at byte " + std::to_string(at); };
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '&') {
            const std::size_t end = text.find(';', i);
            const std::string_view entity = end == std::string_view::npos ? "" : text.substr(i + 1, end - i - 1);
            if (entity != "amp" && entity != "lt" && entity != "gt" && entity != "quot" && entity != "#39") {
                return "a bare '&'" + where(i);
            }
            i = end + 1;
            continue;
        }
        if (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n' && text[i] != '\t') {
            return "a control character" + where(i);
        }
        if (text[i] != '<') {
            if (open.empty() && std::isspace(static_cast<unsigned char>(text[i])) == 0)
                return "text outside" + where(i);
            ++i;
            continue;
        }
        const std::size_t begin = i++;
        if (text.substr(begin, 9) == "<!DOCTYPE" && !had_root) {
            i = text.find('>', begin) + 1;
            continue;
        }
        const bool closing = i < text.size() && text[i] == '/';
        if (closing) ++i;
        std::size_t end = i;
        while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
        if (end == i) return "a bare '<'" + where(begin);
        const std::string name(text.substr(i, end - i));
        i = end;
        if (closing) {
            if (i >= text.size() || text[i] != '>') return "a broken closing tag" + where(begin);
            if (open.empty() || open.back() != name) return "</" + name + "> closes nothing" + where(begin);
            open.pop_back();
            ++i;
            continue;
        }
        if (open.empty() && had_root) return "a second root" + where(begin);
        had_root = true;
        bool empty = false;
        std::vector<std::string_view> attributes;
        for (;;) {
            while (i < text.size() && std::isspace(static_cast<unsigned char>(text[i])) != 0) ++i;
            if (i < text.size() && text[i] == '/') {
                empty = true;
                ++i;
            }
            if (i < text.size() && text[i] == '>') break;
            const std::size_t equals = text.find('=', i);
            if (equals == std::string_view::npos || equals + 1 >= text.size() || text[equals + 1] != '"') {
                return "an attribute without a quoted value" + where(i);
            }
            const std::string_view attribute = text.substr(i, equals - i);
            for (const char c : attribute) {
                if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-') return "a bad attribute" + where(i);
            }
            for (const std::string_view other : attributes) {
                if (other == attribute) return "an attribute twice" + where(i);
            }
            attributes.push_back(attribute);
            const std::size_t quote = text.find('"', equals + 2);
            if (quote == std::string_view::npos) return "an open quote" + where(equals);
            if (text.substr(equals, quote - equals).find('<') != std::string_view::npos)
                return "a '<' in quotes" + where(i);
            i = quote + 1;
        }
        ++i;
        if (!empty) open.push_back(name);
    }
    if (!open.empty()) return "<" + open.back() + "> is not closed";
    return had_root ? "" : "no root";
}

/// How often a part occurs.
inline std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// All tags that begin like this, whole.
inline std::vector<std::string> tags_of(std::string_view text, std::string_view beginning) {
    std::vector<std::string> tags;
    for (std::size_t at = text.find(beginning); at != std::string_view::npos; at = text.find(beginning, at + 1)) {
        tags.emplace_back(text.substr(at, text.find('>', at) - at));
    }
    return tags;
}

/// The value of an attribute of a tag.
inline std::string attribute(std::string_view tag, std::string_view name) {
    const std::size_t at = tag.find(" " + std::string(name) + "=\"");
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + name.size() + 3;
    return std::string(tag.substr(begin, tag.find('"', begin) - begin));
}
