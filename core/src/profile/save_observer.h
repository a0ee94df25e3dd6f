#pragma once
// A seam for those who count what migrating does to a save: sums before and after each step, values of fields.

#include <cstddef>
#include <cstdint>

#include "value/draft.h"

namespace ludex::detail {

/// Told of one save's state while it is loaded. Looking at the draft as much as one likes changes no byte of the result;
/// changing it is not allowed. A save that is set aside is told of up to there: only `ready` closes what `begin` opened.
/// `state` is the draft's root; pointers of a save's state start there.
class SaveObserver {
 public:
  /// Decoded, the checksum holds, the version can be read; nothing has been changed yet.
  virtual void begin(json::Draft& draft, json::Draft::Id state, std::int64_t version) = 0;
  /// Step `step` of the program's has been applied; `state` may be another value than before, and of another type.
  virtual void after_step(std::size_t step, json::Draft& draft, json::Draft::Id state) = 0;
  /// With its defaults, and valid.
  virtual void ready(json::Draft& draft, json::Draft::Id state) = 0;

 protected:
  ~SaveObserver() = default;  // never owned by those who call it
};

}  // namespace ludex::detail
