// expect: objectives<...> has two objectives of one name: give one a static constexpr std::string_view name
#include "fulcrum/fulcrum.hpp"

namespace web {
struct click : fulcrum::maximize {};
} // namespace web
namespace mail {
struct click : fulcrum::maximize {};
} // namespace mail
using goals = fulcrum::objectives<web::click, mail::click>;

int main() { return static_cast<int>(goals::size()); }
