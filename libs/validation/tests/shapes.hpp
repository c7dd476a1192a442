// Shapes beyond a flat struct: types that hold themselves, literals, tuples, members that are kept.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace shapes {
using namespace tenstone;
using validation::field, validation::object, validation::option, validation::Literal;

struct Comment {
  std::string text;
  std::vector<Comment> replies;
  friend bool operator==(const Comment&, const Comment&) = default;
};
constexpr auto schema(validation::For<Comment>) {
  return object<Comment>(field("text", &Comment::text).length(1, 80),
                         field("replies", &Comment::replies).or_default().max_items(3));
}

struct Node {  // a tree, and a map of trees
  int value = 0;
  std::unique_ptr<Node> left, right;
  std::map<std::string, std::unique_ptr<Node>> others;
};
constexpr auto schema(validation::For<Node>) {
  return object<Node>(field("value", &Node::value).range(0, 9), field("left", &Node::left),
                      field("right", &Node::right).not_null(), field("others", &Node::others).or_default());
}

struct Constant;
struct Sum;
struct Negation;
using Expression = std::variant<Constant, Sum, Negation>;
struct Constant {
  int value = 0;
};
struct Sum {
  std::vector<Expression> terms;
};
struct Negation {
  std::unique_ptr<Expression> of;
};
constexpr auto schema(validation::For<Constant>) { return object<Constant>(field("value", &Constant::value)); }
constexpr auto schema(validation::For<Sum>) { return object<Sum>(field("terms", &Sum::terms).items(1, 4)); }
constexpr auto schema(validation::For<Negation>) {
  return object<Negation>(field("of", &Negation::of).required().not_null());
}
constexpr auto schema(validation::For<Expression>) {
  return validation::tagged<Expression>("op", option<Constant>("constant"), option<Sum>("sum"),
                                        option<Negation>("negation"));
}

struct Nulls {
  std::optional<std::string> either, not_null, required;
  std::vector<std::optional<std::string>> list;
};
constexpr auto schema(validation::For<Nulls>) {
  return object<Nulls>(field("either", &Nulls::either), field("not_null", &Nulls::not_null).not_null().length(1, 3),
                       field("required", &Nulls::required).required(),
                       field("list", &Nulls::list).or_default().each(validation::text().length(1, 3)));
}

enum class Level { Low, Middle, High };
constexpr auto schema(validation::For<Level>) {
  return validation::enumeration<Level>({{0, Level::Low}, {1, Level::Middle}, {-7, Level::High}});
}
struct Exact {
  Literal<"circle"> shape;
  Literal<2> version;
  Literal<true> yes;
  std::optional<Literal<"mm">> unit;
  Level level = Level::Low;
};
constexpr auto schema(validation::For<Exact>) {
  return object<Exact>(field("shape", &Exact::shape), field("version", &Exact::version), field("yes", &Exact::yes),
                       field("unit", &Exact::unit), field("level", &Exact::level));
}

struct Point {
  double x = 0;
  std::string name;
  friend bool operator==(const Point&, const Point&) = default;
};
constexpr auto schema(validation::For<Point>) {
  return object<Point>(field("x", &Point::x), field("name", &Point::name));
}
struct Lists {
  std::pair<std::string, int> pair;
  std::tuple<int, std::optional<bool>, Point> tuple;
  std::array<int, 3> array{};
  std::vector<std::string> words;
  std::vector<Point> points;
};
constexpr auto schema(validation::For<Lists>) {
  return object<Lists>(field("pair", &Lists::pair)
                           .item<0>(validation::text().length(1, 5))
                           .item<1>(validation::Number<int>().range(0, 9)),
                       field("tuple", &Lists::tuple),
                       field("array", &Lists::array).each(validation::Number<int>().range(0, 255)).unique(),
                       field("words", &Lists::words).or_default().unique(),
                       field("points", &Lists::points).or_default().unique());
}

struct Passing {
  std::string id;
  std::map<std::string, validation::Json> rest;
};
constexpr auto schema(validation::For<Passing>) {
  return object<Passing>(field("id", &Passing::id)).keep_unknown(&Passing::rest);
}
struct Held {
  Passing inner;
  std::variant<Passing, Point> either;
};
constexpr auto schema(validation::For<std::variant<Passing, Point>>) {
  return validation::tagged<std::variant<Passing, Point>>("kind", option<Passing>("passing"), option<Point>("point"));
}
constexpr auto schema(validation::For<Held>) {
  return object<Held>(field("inner", &Held::inner), field("either", &Held::either));
}

}  // namespace shapes
