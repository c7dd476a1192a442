// Names of Unicode that ECMA-262 knows and RE2 does not, and classes that both have with other contents.
#pragma once
#include <string_view>
#include <utility>

namespace tenstone::validation::regex_names {

// Insides of a character class.
inline constexpr std::string_view kSpaces =
    "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
inline constexpr std::string_view kOthers =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{"
    "202e}"
    "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
inline constexpr std::string_view kAll = "\\x{0}-\\x{10ffff}";
// Unicode's names of general categories.
inline constexpr std::pair<std::string_view, std::string_view> kCategories[] = {{"Other", "C"},
                                                                                {"Control", "Cc"},
                                                                                {"cntrl", "Cc"},
                                                                                {"Format", "Cf"},
                                                                                {"Private_Use", "Co"},
                                                                                {"Surrogate", "Cs"},
                                                                                {"Letter", "L"},
                                                                                {"Lowercase_Letter", "Ll"},
                                                                                {"Modifier_Letter", "Lm"},
                                                                                {"Other_Letter", "Lo"},
                                                                                {"Titlecase_Letter", "Lt"},
                                                                                {"Uppercase_Letter", "Lu"},
                                                                                {"Mark", "M"},
                                                                                {"Combining_Mark", "M"},
                                                                                {"Spacing_Mark", "Mc"},
                                                                                {"Enclosing_Mark", "Me"},
                                                                                {"Nonspacing_Mark", "Mn"},
                                                                                {"Number", "N"},
                                                                                {"Decimal_Number", "Nd"},
                                                                                {"digit", "Nd"},
                                                                                {"Letter_Number", "Nl"},
                                                                                {"Other_Number", "No"},
                                                                                {"Punctuation", "P"},
                                                                                {"punct", "P"},
                                                                                {"Connector_Punctuation", "Pc"},
                                                                                {"Dash_Punctuation", "Pd"},
                                                                                {"Close_Punctuation", "Pe"},
                                                                                {"Final_Punctuation", "Pf"},
                                                                                {"Initial_Punctuation", "Pi"},
                                                                                {"Other_Punctuation", "Po"},
                                                                                {"Open_Punctuation", "Ps"},
                                                                                {"Symbol", "S"},
                                                                                {"Currency_Symbol", "Sc"},
                                                                                {"Modifier_Symbol", "Sk"},
                                                                                {"Math_Symbol", "Sm"},
                                                                                {"Other_Symbol", "So"},
                                                                                {"Separator", "Z"},
                                                                                {"Line_Separator", "Zl"},
                                                                                {"Paragraph_Separator", "Zp"},
                                                                                {"Space_Separator", "Zs"}};
// Scripts by their ISO 15924 codes, the frequent ones.
inline constexpr std::pair<std::string_view, std::string_view> kScripts[] = {
    {"Arab", "Arabic"},   {"Armn", "Armenian"}, {"Beng", "Bengali"},  {"Cyrl", "Cyrillic"}, {"Deva", "Devanagari"},
    {"Ethi", "Ethiopic"}, {"Geor", "Georgian"}, {"Grek", "Greek"},    {"Hang", "Hangul"},   {"Hani", "Han"},
    {"Hebr", "Hebrew"},   {"Hira", "Hiragana"}, {"Kana", "Katakana"}, {"Latn", "Latin"},    {"Taml", "Tamil"},
    {"Zyyy", "Common"},   {"Zinh", "Inherited"}};

}  // namespace tenstone::validation::regex_names
