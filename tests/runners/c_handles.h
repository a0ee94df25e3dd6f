#pragma once
// What the functions of the C runner share: handles that free themselves, texts and errors as JSON.

#include <memory>
#include <string>

#include "ludex.h"
#include "vectors.h"

namespace ludex::vectors::c {

struct Free {
  void operator()(ludex_rulebook* p) const { ludex_rulebook_free(p); }
  void operator()(ludex_world* p) const { ludex_world_free(p); }
  void operator()(ludex_judgement* p) const { ludex_judgement_free(p); }
  void operator()(ludex_error* p) const { ludex_error_free(p); }
  void operator()(ludex_schema* p) const { ludex_schema_free(p); }
  void operator()(ludex_validator* p) const { ludex_validator_free(p); }
  void operator()(ludex_rehearsal* p) const { ludex_rehearsal_free(p); }
  void operator()(ludex_save_loader* p) const { ludex_save_loader_free(p); }
  void operator()(ludex_interest* p) const { ludex_interest_free(p); }
  void operator()(ludex_recorder* p) const { ludex_recorder_free(p); }
  void operator()(ludex_simulation* p) const { ludex_simulation_free(p); }
  void operator()(ludex_text* p) const { ludex_text_free(p); }
};
template <class T>
using Handle = std::unique_ptr<T, Free>;

inline std::string text_of(ludex_bytes bytes) {
  return bytes.data ? std::string(bytes.data, bytes.size) : "(no bytes)";
}

// Takes over the error handle of a failed call.
inline Json errors_of(ludex_status status, ludex_error* error) {
  const Handle<ludex_error> owned(error);
  if (status == LUDEX_OK) return Json::array();
  if (status == LUDEX_ARGUMENT)
    return Json::array({{{"code", "argument"}, {"pointer", ""}, {"message", "LUDEX_ARGUMENT"}}});
  Json all = Json::parse(text_of(ludex_error_json(error)));
  for (std::size_t i = 0; i < ludex_error_count(error); ++i) {
    if (all.at(i).at("code") != text_of(ludex_error_code(error, i)) ||
        all.at(i).at("pointer") != text_of(ludex_error_pointer(error, i)) ||
        all.at(i).at("message") != text_of(ludex_error_message(error, i))) {
      all.at(i)["code"] = "ludex_error_json and the getters differ";
    }
  }
  return all;
}

inline Json load(const std::string& text, Handle<ludex_rulebook>& out) {
  ludex_rulebook* rulebook = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_rulebook_load(text.data(), text.size(), &rulebook, &error);
  out.reset(rulebook);
  return errors_of(status, error);
}

inline Json load(const ludex_rulebook* rulebook, const std::string& text, Handle<ludex_world>& out) {
  ludex_world* world = nullptr;
  ludex_error* error = nullptr;
  const ludex_status status = ludex_world_load(rulebook, text.data(), text.size(), &world, &error);
  out.reset(world);
  return errors_of(status, error);
}

inline Json made_text(ludex_status status, ludex_text* made, ludex_error* error) {
  const Handle<ludex_text> text(made);
  if (status != LUDEX_OK) return {{"errors", errors_of(status, error)}};
  return {{"text", text_of(ludex_text_bytes(made))}};
}

}  // namespace ludex::vectors::c
