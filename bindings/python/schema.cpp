// Schemas of JSON Schema 2020-12, and strict reading of JSON.

#include "ludex/schema.h"

#include <pybind11/stl.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "ludex/json.h"
#include "ludex_python.h"

namespace ludex::python {
namespace {

/// A compiled schema that many threads ask at once: each takes validators that have grown already, or makes its own.
class SharedSchema {
 public:
  explicit SharedSchema(Schema schema) : schema_(std::move(schema)) {}

  bool is_valid(std::string_view instance) const {
    SchemaValidator validator = take();
    const bool fits = validator.is_valid(instance);
    const std::lock_guard lock(*mutex_);
    idle_.push_back(std::move(validator));
    return fits;
  }

  Validation validate(std::string_view instance, const ValidationOptions& options) const {
    return schema_.validate(instance, options);
  }

 private:
  SchemaValidator take() const {
    {
      const std::lock_guard lock(*mutex_);
      if (!idle_.empty()) {
        SchemaValidator validator = std::move(idle_.back());
        idle_.pop_back();
        return validator;
      }
    }
    return schema_.validator();
  }

  Schema schema_;
  mutable std::vector<SchemaValidator> idle_;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
};

using Documents = std::vector<std::pair<py::bytes, py::bytes>>;  // URI, text

SharedSchema compile(const py::bytes& schema, const Documents& documents, bool formats, const py::bytes& base,
                     const std::string& file) {
  SchemaOptions options;
  for (const auto& [uri, text] : documents) options.documents.push_back({std::string(view(uri)), std::string(view(text))});
  options.assert_formats = formats;
  options.base_uri = view(base);
  auto result = [&] {
    const std::string_view text = view(schema);
    py::gil_scoped_release release;
    return Schema::compile(text, options);
  }();
  return SharedSchema(value_or_raise(std::move(result), file));
}

bool is_valid(const SharedSchema& schema, const py::bytes& instance) {
  const std::string_view text = view(instance);
  py::gil_scoped_release release;
  return schema.is_valid(text);
}

// (valid, why it could not be read or None, [(pointer, keyword, message, offset)])
py::tuple validate(const SharedSchema& schema, const py::bytes& instance, bool all_errors, std::uint32_t max_errors,
                   bool comments, std::uint64_t max_bytes, std::uint32_t max_depth, std::uint32_t max_nodes,
                   std::uint64_t max_steps) {
  ValidationOptions options;
  options.all_errors = all_errors;
  options.max_errors = max_errors;
  options.allow_comments = comments;
  options.max_bytes = max_bytes;
  options.max_depth = max_depth;
  options.max_nodes = max_nodes;
  options.max_steps = max_steps;
  const Validation made = [&] {
    const std::string_view text = view(instance);
    py::gil_scoped_release release;
    return schema.validate(text, options);
  }();
  py::list mismatches;
  for (const Mismatch& m : made.mismatches)
    mismatches.append(py::make_tuple(text(m.pointer), text(m.keyword), text(m.message), m.offset));
  return py::make_tuple(made.valid, made.malformed ? error_detail(*made.malformed) : py::none(), mismatches);
}

py::object check(const py::bytes& source, std::uint64_t max_bytes, std::uint32_t max_depth, std::uint32_t max_nodes,
                 bool comments, bool duplicate_keys) {
  const auto error = [&] {
    const std::string_view text = view(source);
    py::gil_scoped_release release;
    return check_json(text, {max_bytes, max_depth, max_nodes, comments, duplicate_keys});
  }();
  return error ? error_detail(*error) : py::none();
}

py::bytes run_conformance_json_schema(const py::bytes& suite) {
  const std::string report = [&] {
    const std::string_view text = view(suite);
    py::gil_scoped_release release;
    return conformance_json_schema(text);
  }();
  return py::bytes(report);
}

}  // namespace

void register_schema(py::module_& module) {
  py::class_<SharedSchema>(module, "Schema", "A compiled schema.")
      .def_static("compile", &compile, py::arg("schema"), py::arg("documents"), py::arg("formats"), py::arg("base"),
                  py::arg("file") = "")
      .def("is_valid", &is_valid, py::arg("instance"))
      .def("validate", &validate, py::arg("instance"), py::arg("all_errors"), py::arg("max_errors"), py::arg("comments"),
           py::arg("max_bytes"), py::arg("max_depth"), py::arg("max_nodes"), py::arg("max_steps"));
  module.def("check_json", &check, py::arg("text"), py::arg("max_bytes"), py::arg("max_depth"), py::arg("max_nodes"),
             py::arg("comments"), py::arg("duplicate_keys"));
  module.def("conformance_json_schema", &run_conformance_json_schema, py::arg("suite"));
}

}  // namespace ludex::python
