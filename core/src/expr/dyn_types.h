#pragma once
// The types that CEL's checker reasons with, type variables among them (cel-spec, langdef.md, Gradual Type Checking).

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ludex::expr {

using TypeId = std::uint32_t;

class TypeTable {
 public:
  TypeTable();

  static constexpr TypeId kDyn = 0;
  TypeId plain(std::string_view name) { return add({std::string(name), {}, false}); }
  TypeId of(std::string_view name, std::vector<TypeId> parameters) { return add({std::string(name), std::move(parameters), false}); }
  TypeId fresh() { return add({"$" + std::to_string(++variables_), {}, true}); }

  /// "int", "map(string,list(A))", "param(T)", also "map<string,int>"; nothing when it is not a type.
  std::optional<TypeId> parse(std::string_view text);
  /// "int,list(A)"
  std::optional<std::vector<TypeId>> parse_all(std::string_view text);
  /// The same spelling back, unknown type variables as dyn.
  std::string print(TypeId t);

  bool is(TypeId t, std::string_view name) const { return !types_[t].is_variable && types_[t].name == name; }
  bool is_variable(TypeId t) const { return types_[t].is_variable; }
  bool is_dyn(TypeId t) const { return t == kDyn || is(t, "dyn"); }
  TypeId parameter(TypeId t, std::size_t i) const { return types_[t].parameters[i]; }

  /// What is known of `t`: bound variables replaced.
  TypeId known(TypeId t) { return substitute(t, bindings_, false); }
  /// Whether a value of type `from` may stand where `to` is wanted; binds type variables when it may.
  bool assign(TypeId from, TypeId to);
  bool assign_all(const std::vector<TypeId>& from, const std::vector<TypeId>& to);
  /// The type of a collection that holds both.
  TypeId join(TypeId a, TypeId b);
  /// Copies of `types` with each variable replaced by a fresh one, the same for the same name.
  std::vector<TypeId> instantiate(const std::vector<TypeId>& types);
  bool same(TypeId a, TypeId b) const;

 private:
  struct Type {
    std::string name;
    std::vector<TypeId> parameters;
    bool is_variable;
    std::uint32_t weight = 1;  ///< the types it is written with
  };
  using Bindings = std::map<std::string, TypeId>;  // by the variable's name

  TypeId add(Type t);
  TypeId substitute(TypeId t, const Bindings& bindings, bool to_dyn);
  bool fits(TypeId from, TypeId to);
  bool binds(TypeId value, TypeId variable, bool& has_binding);
  void bind(const std::string& name, TypeId t);
  bool is_free_of(TypeId variable, TypeId t) const;
  bool is_as_general(TypeId a, TypeId b) const;
  std::optional<TypeId> parse_one(std::string_view text, std::size_t& at, int depth);

  std::vector<Type> types_;
  Bindings bindings_;
  std::vector<std::pair<std::string, std::optional<TypeId>>> trail_;  ///< what the last assignment bound, and over what
  std::uint32_t variables_ = 0;
};

}  // namespace ludex::expr
