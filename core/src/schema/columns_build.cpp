#include "schema/columns_build.h"

#include "value/number.h"

namespace ludex::columns {
namespace {

constexpr const char* kTypeNames[] = {"i64", "f64", "bool", "u8", "u32", "name", "string", "vec3", "optional", "list", "map", "record"};

Type type_of(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::boolean: return Type::boolean;
    case ShapeKind::number: return Type::float64;
    case ShapeKind::string: return Type::string;
    case ShapeKind::enumeration:
    case ShapeKind::row: return Type::name;
    case ShapeKind::vec3: return Type::vec3;
    case ShapeKind::optional: return Type::optional;
    case ShapeKind::list: return Type::list;
    case ShapeKind::map: return Type::map;
    case ShapeKind::record: return Type::record;
    default: return Type::int64;
  }
}

Type key_type_of(const Shape& key) { return key.kind == ShapeKind::string ? Type::string : key.kind == ShapeKind::integer ? Type::int64 : Type::name; }

void fill_up(std::string& bytes, char with) { bytes.resize((bytes.size() + 7) & ~std::size_t{7}, with); }

}  // namespace

std::string File::add(std::string_view bytes) {
  fill_up(body_, '\0');
  std::string place = "[" + std::to_string(body_.size()) + "," + std::to_string(bytes.size()) + "]";
  body_ += bytes;
  return place;
}

std::string File::finish(std::string_view magic, std::uint32_t version, std::string header) const {
  fill_up(header, ' ');
  const std::uint32_t words[2] = {version, static_cast<std::uint32_t>(header.size())};
  std::string out(magic);
  out.append(reinterpret_cast<const char*>(words), sizeof words);
  out += header;
  out += body_;
  fill_up(out, '\0');
  return out;
}

Builder::Builder(const Shape& shape, const TableKeys& tables) : type_(type_of(shape)), shape_(&shape), tables_(&tables) {
  switch (shape.kind) {
    case ShapeKind::map: children_.emplace_back(key_type_of(*shape.key)); [[fallthrough]];
    case ShapeKind::optional:
    case ShapeKind::list: children_.emplace_back(*shape.element, tables); return;
    case ShapeKind::record:
      for (const Field& f : shape.fields) children_.emplace_back(*f.shape, tables);
      return;
    default: return;
  }
}

void Builder::put_name(std::string_view name) {
  auto it = known_.find(name);
  if (it == known_.end()) {
    it = known_.emplace(std::string(name), static_cast<std::uint32_t>(names_.size())).first;
    names_.emplace_back(name);
  }
  put(it->second);
}

void Builder::end_list() { put_offset(children_[0].rows_); }

void Builder::append(Word word) {
  switch (type_) {
    case Type::float64: return put(word.d);
    case Type::boolean: return put(static_cast<char>(word.b ? 1 : 0));
    case Type::name: {
      const auto at = static_cast<std::size_t>(word.i);
      if (at >= by_word_.size()) by_word_.resize(at + 1, 0);
      if (by_word_[at]) return put(by_word_[at] - 1);
      put_name(shape_->kind == ShapeKind::row ? tables_->row(shape_->index, word.i) : std::string_view(shape_->names[at]));
      by_word_[at] = static_cast<std::uint32_t>(names_.size());
      return;
    }
    case Type::string:
      buffer_ += word.s->view();
      return put_offset(buffer_.size());
    case Type::vec3:
      buffer_.append(reinterpret_cast<const char*>(word.vec), 3 * sizeof(double));
      ++rows_;
      return;
    case Type::optional:
      put(static_cast<char>(word.optional ? 1 : 0));
      if (word.optional) children_[0].append(*word.optional);
      else children_[0].append_filler();
      return;
    case Type::list:
      for (std::uint32_t i = 0; i < word.list->size; ++i) children_[0].append(word.list->items[i]);
      return end_list();
    case Type::map:
      for (std::uint32_t i = 0; i < word.map->size; ++i) {
        const MapEntry& entry = word.map->entries[i];
        Builder& keys = children_[0];
        if (keys.type_ == Type::string) keys.append(word_str(entry.key));
        else if (keys.type_ == Type::name) keys.put_name(entry.key->view());
        else keys.put(parse_exact_int64(entry.key->view()).value_or(0));
        children_[1].append(entry.value);
      }
      return end_list();
    case Type::record:
      for (std::size_t i = 0; i < children_.size(); ++i) children_[i].append(word.record[i]);
      ++rows_;
      return;
    default: return put(word.i);
  }
}

void Builder::append_filler() {
  switch (type_) {
    case Type::boolean: return put('\0');
    case Type::name: return put(std::uint32_t{0});
    case Type::string: return put_offset(buffer_.size());
    case Type::vec3:
      buffer_.append(3 * sizeof(double), '\0');
      ++rows_;
      return;
    case Type::optional:
      put('\0');
      return children_[0].append_filler();
    case Type::list:
    case Type::map: return end_list();
    case Type::record:
      for (Builder& c : children_) c.append_filler();
      ++rows_;
      return;
    default: return put(std::int64_t{0});
  }
}

std::size_t Builder::bytes() const {
  std::size_t n = buffer_.size() + offsets_.size();
  for (const Builder& c : children_) n += c.bytes();
  return n;
}

std::string Builder::describe(File& file) const {
  std::string out = std::string("{\"type\":\"") + kTypeNames[static_cast<int>(type_)] + "\"";
  const auto child = [&](const char* name, std::size_t i) { out += std::string(",\"") + name + "\":" + children_[i].describe(file); };
  const auto offsets = [&] { out += ",\"offsets\":" + file.add(std::string(4, '\0') + offsets_); };
  switch (type_) {
    case Type::name:
      out += ",\"names\":[";
      for (const std::string& name : names_) {
        if (out.back() != '[') out += ",";
        json::write_string(out, name);
      }
      out += "]";
      break;
    case Type::optional:
      out += ",\"valid\":" + file.add(buffer_);
      child("values", 0);
      return out + "}";
    case Type::list:
      offsets();
      child("items", 0);
      return out + "}";
    case Type::map:
      offsets();
      child("keys", 0);
      child("values", 1);
      return out + "}";
    case Type::record:
      out += ",\"fields\":{";
      for (std::size_t i = 0; i < children_.size(); ++i) {
        if (i) out += ",";
        json::write_string(out, shape_->fields[i].name);
        out += ":" + children_[i].describe(file);
      }
      return out + "}}";
    case Type::string: offsets(); break;
    default: break;
  }
  return out + ",\"data\":" + file.add(buffer_) + "}";
}

}  // namespace ludex::columns
