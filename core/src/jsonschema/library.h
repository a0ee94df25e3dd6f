#pragma once
// The documents of a compilation: what URIs, anchors and pointers lead to.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ludex/schema.h"
#include "value/json_view.h"

namespace ludex::jsonschema {

inline constexpr std::uint32_t kNone = 0xFFFFFFFFu;

struct SourceDocument {
  std::string uri;  ///< it was given under; "" for the schema itself without a base
  std::string text;
  json::Document json;
  /// By tape node: the resource that a schema there belongs to, plus one; 0 where no keyword puts a schema.
  std::vector<std::uint32_t> resource_of;
};

struct Anchor {
  std::uint32_t node;
  bool is_dynamic;
};

/// A schema with a URI of its own, and what lies in it up to the next one.
struct Resource {
  std::uint32_t document, root;
  std::string uri;  ///< without fragment
  std::map<std::string, Anchor, std::less<>> anchors;
};

/// A place that holds a schema.
struct Place {
  std::uint32_t document = 0, node = 0, resource = 0;
};

class Library {
 public:
  explicit Library(const SchemaOptions& options) : options_(options) {}

  /// Reads the schema to be compiled.
  std::optional<Error> open(std::string_view schema);

  /// What `reference`, written in `from`, leads to; else an error without a place. `is_missing` tells that a document
  /// was not given.
  struct Found {
    std::optional<Place> place;
    std::string why;
    std::string anchor;  ///< the fragment, when it is the name of a dynamic anchor
    bool is_missing = false;
  };
  Found find(std::string_view reference, std::uint32_t from);

  json::View view(const Place& place) const { return json::View(documents_[place.document]->json, place.node); }
  json::View view(std::uint32_t document, std::uint32_t node) const { return json::View(documents_[document]->json, node); }
  const SourceDocument& document(std::uint32_t i) const { return *documents_[i]; }
  std::size_t document_count() const { return documents_.size(); }
  const Resource& resource(std::uint32_t i) const { return resources_[i]; }
  std::size_t resource_count() const { return resources_.size(); }

  /// The resource that begins at a subschema of `outer`, or `outer`.
  std::uint32_t resource_at(std::uint32_t document, std::uint32_t node, std::uint32_t outer) const {
    const std::uint32_t known = documents_[document]->resource_of[node];
    return known ? known - 1 : outer;
  }

  std::vector<std::unique_ptr<SourceDocument>> take_documents() { return std::move(documents_); }

  /// What is wrong with identifiers: two of the same name. In the order met.
  struct Fault {
    Place place;
    std::string message;
  };
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::optional<Error> read(std::string uri, std::string text, std::uint32_t& document);
  void index(std::uint32_t document, std::uint32_t node, std::uint32_t resource, bool tells_faults);
  std::uint32_t add_resource(std::uint32_t document, std::uint32_t root, std::string uri, bool tells_faults);
  void rename(std::uint32_t resource, const std::string& uri, bool tells_faults);
  std::optional<std::uint32_t> resource_named(std::string_view uri, std::string& why);
  bool add_given(std::size_t given, std::string& why);
  std::uint32_t step(std::uint32_t document, std::uint32_t node, std::string_view token);

  const SchemaOptions& options_;
  std::vector<std::unique_ptr<SourceDocument>> documents_;
  std::vector<Resource> resources_;
  std::map<std::string, std::uint32_t, std::less<>> by_uri_;
  std::map<std::string, std::size_t, std::less<>> given_;  // in options_.documents, by URI
  std::vector<char> is_added_;  // of options_.documents
  bool has_added_all_ = false;
  // Children of large containers by (document, node), members sorted by name: pointers into them must not cost their size.
  struct Child {
    std::string_view name;
    std::uint32_t node;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Child>> children_;
  std::size_t uri_bytes_ = 0;  // of all resources
  std::vector<Fault> faults_;
};

/// The pointer from the root of a document to one of its tape nodes; of a key the same as of its value.
std::string pointer_to(const SourceDocument& document, std::uint32_t node);
std::string pointer_to(std::string_view text, const json::Tape& tape, std::uint32_t node, bool* is_key = nullptr);

}  // namespace ludex::jsonschema
