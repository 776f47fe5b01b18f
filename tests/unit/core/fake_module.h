#pragma once
// A module written by hand, as the compiler would describe it: two streams, a keyed process, one without key, a
// decision.
#include "rulert/module_abi.h"

namespace rulert::core {

/// Streams `tx` {customer: string, amount: int, at: timestamp; delay 2 s, idle 1 s} and `ticks` {n: int; own
/// timestamps}. Process `Count by customer` on tx: emits to `counts` {customer, count, amount, watermark}: how many
/// rows of the customer came so far (this one included) and the stamp in us (-1: none). amount == 13 rejects the
/// trigger after it emitted twice and leaves no trace in the count; amount == 7 emits twice; a late row goes to `late`
/// of construct `hour` and is counted all the same; amount == 99 puts the customer's count into `overflow`. Process
/// `Pass` (no key) on tx and ticks: emits to `passed` {n, stream, watermark}: n is amount or n. Decision `Grade` (int
/// n): {grade: string} "low" below 10, missing below 0; n == 13 is rejected. `Divisors` (int n): list of int.
const Module& FakeModule();

/// Shards open at the moment, over all processes.
int OpenFakeShards();

}  // namespace rulert::core
