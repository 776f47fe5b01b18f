#pragma once
// The elements of one collection in order, in chunks of 2 KiB: one chunk while they are few, above that a tree that
// knows of each subtree how many elements it has, a bound of its keys, and a summary. An insertion or removal moves at
// most a chunk's elements on each level. What is in the state record is 8 bytes and the summary.
//
// Spec:
//   Entry       an element: trivially copyable; ordered ones begin with their key
//   Separator   the key alone, or an empty struct
//   Summary     of some elements; Summary{} of none; Add(other); MayLose(part): without `part` it may be another
//   kNodeBytes  of a full chunk
//   static Summary SummaryOf(const Entry&)
//   static Separator SeparatorOf(const Entry& first, Memory&)    owns chunks of its own
//   static void Empty(Separator& | Entry&, Memory&)              gives its chunks back
#include <array>
#include <cstdint>
#include <type_traits>

#include "rulert/check.h"
#include "rulert/chunk_node.h"
#include "rulert/chunk_path.h"

namespace rulert {

template <class Spec>
class ChunkTree {
 public:
  using Entry = typename Spec::Entry;
  using Separator = typename Spec::Separator;
  using Summary = typename Spec::Summary;

  using Path = ChunkPath;

  std::uint32_t count() const noexcept { return top_.count; }
  const Summary& summary() const noexcept { return top_.summary; }
  void Prefetch(const Arena& arena) const noexcept {
    if (top_.node != 0) arena.Prefetch(top_.node);
  }

  // ---- finding; the tree is not changed between this and the use of the path ----

  /// compare(separator): order of a key and what is looked for. Without an equal key the path is to where it would be.
  template <class Compare>
  bool Find(const Arena& arena, const Compare& compare, Path& path) const noexcept {
    ChunkRef node = Descend(arena, path, [&](ChunkRef inner, std::uint32_t count) {
      std::uint32_t first = 1;
      for (std::uint32_t last = count; first < last;) {
        const std::uint32_t middle = first + (last - first) / 2;
        if (compare(Inners::template HeadAt<Separator>(arena, inner, middle)) <= 0) {
          first = middle + 1;
        } else {
          last = middle;
        }
      }
      return first - 1;
    });
    if (node == 0) return false;
    std::uint32_t first = 0;
    const std::uint32_t count = HeaderOf(arena, node).count;
    for (std::uint32_t last = count; first < last;) {
      const std::uint32_t middle = first + (last - first) / 2;
      const int order = compare(Leaf::template HeadAt<Separator>(arena, node, middle));
      if (order == 0) {
        path.steps[0] = {node, middle};
        return true;
      }
      if (order < 0) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    path.steps[0] = {node, first};
    return false;
  }
  /// index <= count().
  void FindIndex(const Arena& arena, std::uint32_t index, Path& path) const noexcept {
    const ChunkRef node = Descend(arena, path, [&](ChunkRef inner, std::uint32_t count) {
      std::uint32_t i = 0;
      for (; i + 1 < count; ++i) {
        const std::uint32_t here = Inners::At(arena, inner, i).branch.count;
        if (index < here) break;
        index -= here;
      }
      return i;
    });
    if (node != 0) path.steps[0] = {node, index};
  }
  /// How many elements come before it.
  std::uint32_t IndexOf(const Arena& arena, const Path& path) const noexcept {
    std::uint32_t index = path.steps[0].position;
    for (std::uint32_t level = 1; level < path.depth; ++level) {
      const auto [node, position] = path.steps[level];
      for (std::uint32_t i = 0; i < position; ++i) index += Inners::At(arena, node, i).branch.count;
    }
    return index;
  }
  /// The first element that has the least `kMember` of all; count() > 0.
  template <auto kMember>
  void FindLeast(const Arena& arena, Path& path) const noexcept {
    const auto least = top_.summary.*kMember;
    const ChunkRef node = Descend(arena, path, [&](ChunkRef inner, std::uint32_t) {
      std::uint32_t i = 0;
      while (Inners::At(arena, inner, i).branch.summary.*kMember != least) ++i;
      return i;
    });
    std::uint32_t i = 0;
    while (Spec::SummaryOf(Leaf::At(arena, node, i)).*kMember != least) ++i;
    path.steps[0] = {node, i};
  }
  Entry At(const Arena& arena, const Path& path) const noexcept {
    return Leaf::At(arena, path.steps[0].node, path.steps[0].position);
  }

  /// In order, until visit(entry) answers true; whether it did.
  template <class Visit>
  bool Any(const Arena& arena, const Visit& visit) const noexcept {
    return top_.node != 0 && AnyOf(arena, top_.node, visit);
  }
  /// How many are such that is(summary of it); is(summary of many) only if all of them are.
  template <class Is>
  std::uint32_t Count(const Arena& arena, const Is& is) const noexcept {
    return CountOf(arena, top_, is);
  }

  // ---- changing ----

  template <class Memory>
  void Insert(Memory& memory, const Path& path, const Entry& entry) noexcept {
    const Summary added = Spec::SummaryOf(entry);
    if (top_.node == 0) {
      top_.node = Leaf::Make(memory, 0, Leaf::CapacityFor(1));
      Leaf::Insert(memory, top_.node, 0, entry);
      top_.count = 1;
      top_.summary = added;
      return;
    }
    ChunkRef node = path.steps[0].node;
    Inner sibling;
    bool is_split = InsertInto(memory, node, path.steps[0].position, entry, sibling);
    for (std::uint32_t level = 1; level < path.depth; ++level) {
      ChunkRef parent = path.steps[level].node;
      const std::uint32_t position = path.steps[level].position;
      Inner inner = Inners::At(memory.arena(), parent, position);
      if (is_split) {
        inner.branch = BranchOf(memory.arena(), node);
      } else {
        inner.branch.node = node;
        ++inner.branch.count;
        inner.branch.summary.Add(added);
      }
      Inners::Set(memory, parent, position, inner);
      if (is_split) {
        Inner next;
        is_split = InsertInto(memory, parent, position + 1, sibling, next);
        sibling = next;
      }
      node = parent;
    }
    if (is_split) {
      RULERT_CHECK(path.depth < std::size(path.steps), "a collection has too many levels");
      const ChunkRef root = Inners::Make(memory, path.depth, Inners::CapacityFor(2));
      Inner first;
      first.branch = BranchOf(memory.arena(), node);
      Inners::Insert(memory, root, 0, first);
      Inners::Insert(memory, root, 1, sibling);
      node = root;
    }
    top_.node = node;
    ++top_.count;
    top_.summary.Add(added);
  }

  /// In the place of the element there, which has the same key.
  template <class Memory>
  void Replace(Memory& memory, const Path& path, const Entry& entry) noexcept {
    const Summary before = Spec::SummaryOf(At(memory.arena(), path));
    const Summary after = Spec::SummaryOf(entry);
    ChunkRef node = path.steps[0].node;
    Leaf::Set(memory, node, path.steps[0].position, entry);
    for (std::uint32_t level = 1; level < path.depth; ++level) {
      const auto [parent, position] = path.steps[level];
      Inner inner = Inners::At(memory.arena(), parent, position);
      Changed(memory.arena(), inner.branch, before, after);
      Inners::Set(memory, parent, position, inner);
    }
    Changed(memory.arena(), top_, before, after);
  }

  /// The element's own chunks are the caller's.
  template <class Memory>
  void Erase(Memory& memory, const Path& path) noexcept {
    const Summary removed = Spec::SummaryOf(At(memory.arena(), path));
    Leaf::Erase(memory, path.steps[0].node, path.steps[0].position);
    for (std::uint32_t level = 1; level < path.depth; ++level) {
      const auto [parent, position] = path.steps[level];
      Inner inner = Inners::At(memory.arena(), parent, position);
      if (inner.branch.count == 1) {
        FreeNode(memory, inner.branch.node);
        Spec::Empty(inner.separator, memory);
        Inners::Erase(memory, parent, position);
        continue;
      }
      Removed(memory, inner.branch, removed);
      Inners::Set(memory, parent, position, inner);
      MergeNear(memory, parent, position);
    }
    if (top_.count == 1) {
      FreeNode(memory, top_.node);
      top_ = {};
      return;
    }
    Removed(memory, top_, removed);
    Collapse(memory);
  }

  /// Without the elements for which drop(summary) is true; of many it is true if it may be so of one of them.
  template <class Memory, class Drop>
  void Prune(Memory& memory, const Drop& drop) noexcept {
    if (top_.node == 0 || !drop(top_.summary)) return;
    PruneBranch(memory, top_, drop);
    if (top_.node != 0) Collapse(memory);
  }
  template <class Memory>
  void Clear(Memory& memory) noexcept {
    if (top_.node != 0) ClearNode(memory, top_.node);
    top_ = {};
  }

 private:
  struct Branch {
    ChunkRef node = 0;
    std::uint32_t count = 0;  // of elements
    [[no_unique_address]] Summary summary{};
  };
  struct Inner {
    [[no_unique_address]] Separator separator{};  // keys before it are none of these; of the first child unused
    Branch branch;
  };
  using Leaf = ChunkNode<Entry, Spec::kNodeBytes>;
  using Inners = ChunkNode<Inner, Spec::kNodeBytes>;

  /// choose(node, count): the child to go to. Answers the leaf, 0 without elements.
  template <class Choose>
  ChunkRef Descend(const Arena& arena, Path& path, const Choose& choose) const noexcept {
    ChunkRef node = top_.node;
    if (node == 0) return 0;
    ChunkHeader header = HeaderOf(arena, node);
    path.depth = header.level + 1u;
    while (header.level > 0) {
      const std::uint32_t child = choose(node, header.count);
      path.steps[header.level] = {node, child};
      node = Inners::At(arena, node, child).branch.node;
      header = HeaderOf(arena, node);
    }
    return node;
  }

  template <class Visit>
  static bool AnyOf(const Arena& arena, ChunkRef node, const Visit& visit) noexcept {
    const ChunkHeader header = HeaderOf(arena, node);
    for (std::uint32_t i = 0; i < header.count; ++i) {
      if (header.level == 0 ? visit(Leaf::At(arena, node, i))
                            : AnyOf(arena, Inners::At(arena, node, i).branch.node, visit)) {
        return true;
      }
    }
    return false;
  }
  template <class Is>
  static std::uint32_t CountOf(const Arena& arena, const Branch& branch, const Is& is) noexcept {
    if (branch.node == 0 || is(branch.summary)) return branch.count;
    const ChunkHeader header = HeaderOf(arena, branch.node);
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < header.count; ++i) {
      if (header.level > 0) {
        count += CountOf(arena, Inners::At(arena, branch.node, i).branch, is);
      } else {
        count += is(Spec::SummaryOf(Leaf::At(arena, branch.node, i))) ? 1u : 0u;
      }
    }
    return count;
  }

  /// From what is in the node.
  static Branch BranchOf(const Arena& arena, ChunkRef node) noexcept {
    const ChunkHeader header = HeaderOf(arena, node);
    Branch branch;
    branch.node = node;
    if (header.level == 0) branch.count = header.count;
    for (std::uint32_t i = 0; i < header.count; ++i) {
      if (header.level == 0) {
        branch.summary.Add(Spec::SummaryOf(Leaf::At(arena, node, i)));
      } else {
        const Branch child = Inners::At(arena, node, i).branch;
        branch.count += child.count;
        branch.summary.Add(child.summary);
      }
    }
    return branch;
  }
  static void Changed(const Arena& arena, Branch& branch, const Summary& before, const Summary& after) noexcept {
    if (branch.summary.MayLose(before)) {
      branch = BranchOf(arena, branch.node);
    } else {
      branch.summary.Add(after);
    }
  }
  template <class Memory>
  static void Removed(Memory& memory, Branch& branch, const Summary& removed) noexcept {
    if (HeaderOf(memory.arena(), branch.node).level == 0) {
      branch.node = Leaf::Shrunk(memory, branch.node);
    } else {
      branch.node = Inners::Shrunk(memory, branch.node);
    }
    --branch.count;
    if (branch.summary.MayLose(removed)) branch = BranchOf(memory.arena(), branch.node);
  }

  /// `node` afterwards: the chunk it is in. True: `sibling` is what did not fit, and comes behind it.
  template <class Memory, class E>
  static bool InsertInto(Memory& memory, ChunkRef& node, std::uint32_t position, const E& element,
                         Inner& sibling) noexcept {
    using Node = ChunkNode<E, Spec::kNodeBytes>;
    const ChunkHeader header = HeaderOf(memory.arena(), node);
    const std::uint32_t count = header.count;
    if (count < header.capacity || count < Node::kMost) {
      if (count == header.capacity) node = Node::Resize(memory, node, Node::CapacityFor(count + 1));
      Node::Insert(memory, node, position, element);
      return false;
    }
    // What is filled from one end stays full.
    const std::uint32_t left = position == count ? count : count / 2;
    const ChunkRef right = Node::Make(memory, header.level, Node::CapacityFor(count - left + 1));
    Node::Append(memory.arena(), right, node, left, count - left);
    if (left < count) Node::SetCount(memory, node, left);
    if (position > left || left == count) {
      Node::Insert(memory, right, position - left, element);
    } else {
      Node::Insert(memory, node, position, element);
    }
    sibling.branch = BranchOf(memory.arena(), right);
    if constexpr (std::is_same_v<E, Entry>) {
      sibling.separator = Spec::SeparatorOf(Leaf::At(memory.arena(), right, 0), memory);
    } else {
      Inner first = Inners::At(memory.arena(), right, 0);
      sibling.separator = first.separator;
      first.separator = {};
      Inners::Set(memory, right, 0, first);
    }
    return true;
  }

  /// A child that is nearly empty joins one beside it, where both are one node then.
  template <class Memory>
  static void MergeNear(Memory& memory, ChunkRef parent, std::uint32_t position) noexcept {
    const Arena& arena = memory.arena();
    if (UsedBy(arena, parent, position) >= kFewBytes) return;
    if (position > 0 && CanMerge(arena, parent, position - 1)) {
      Merge(memory, parent, position - 1);
    } else if (position + 1u < HeaderOf(arena, parent).count && CanMerge(arena, parent, position)) {
      Merge(memory, parent, position);
    }
  }
  static constexpr std::uint32_t kFewBytes = Leaf::kBytes / 4;
  static std::uint32_t UsedBy(const Arena& arena, ChunkRef parent, std::uint32_t position) noexcept {
    const ChunkHeader header = HeaderOf(arena, Inners::At(arena, parent, position).branch.node);
    return header.level == 0 ? Leaf::Used(header.count) : Inners::Used(header.count);
  }
  static bool CanMerge(const Arena& arena, ChunkRef parent, std::uint32_t left) noexcept {
    return UsedBy(arena, parent, left) + UsedBy(arena, parent, left + 1) <= Leaf::kBytes * 3 / 4;
  }
  template <class Memory>
  static void Merge(Memory& memory, ChunkRef parent, std::uint32_t position) noexcept {
    Inner left = Inners::At(memory.arena(), parent, position);
    Inner right = Inners::At(memory.arena(), parent, position + 1);
    if (HeaderOf(memory.arena(), left.branch.node).level == 0) {
      Spec::Empty(right.separator, memory);
      left.branch.node = Joined<Leaf>(memory, left.branch.node, right.branch.node);
    } else {
      // What was the first child over there is one of several now: its bound is that of the node.
      Inner first = Inners::At(memory.arena(), right.branch.node, 0);
      Spec::Empty(first.separator, memory);
      first.separator = right.separator;
      Inners::Set(memory, right.branch.node, 0, first);
      left.branch.node = Joined<Inners>(memory, left.branch.node, right.branch.node);
    }
    left.branch.count += right.branch.count;
    left.branch.summary.Add(right.branch.summary);
    Inners::Set(memory, parent, position, left);
    Inners::Erase(memory, parent, position + 1);
  }
  template <class Node, class Memory>
  static ChunkRef Joined(Memory& memory, ChunkRef left, ChunkRef right) noexcept {
    Arena& arena = memory.arena();
    const ChunkHeader a = HeaderOf(arena, left);
    const ChunkHeader b = HeaderOf(arena, right);
    const ChunkRef both = Node::Make(memory, a.level, Node::CapacityFor(std::uint32_t{a.count} + b.count));
    Node::Append(arena, both, left, 0, a.count);
    Node::Append(arena, both, right, 0, b.count);
    Node::Free(memory, left);
    Node::Free(memory, right);
    return both;
  }
  /// A root with one child gives way to it.
  template <class Memory>
  void Collapse(Memory& memory) noexcept {
    for (;;) {
      const ChunkHeader header = HeaderOf(memory.arena(), top_.node);
      if (header.level == 0 || header.count > 1) return;
      Inner only = Inners::At(memory.arena(), top_.node, 0);
      Spec::Empty(only.separator, memory);
      Inners::Free(memory, top_.node);
      top_.node = only.branch.node;
    }
  }

  template <class Memory, class Drop>
  static void PruneBranch(Memory& memory, Branch& branch, const Drop& drop) noexcept {
    Arena& arena = memory.arena();
    const ChunkHeader header = HeaderOf(arena, branch.node);
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < header.count; ++i) {
      if (header.level == 0) {
        Entry entry = Leaf::At(arena, branch.node, i);
        if (drop(Spec::SummaryOf(entry))) {
          Spec::Empty(entry, memory);
        } else {
          if (kept < i) Leaf::Set(memory, branch.node, kept, entry);
          ++kept;
        }
        continue;
      }
      Inner inner = Inners::At(arena, branch.node, i);
      if (drop(inner.branch.summary)) {
        PruneBranch(memory, inner.branch, drop);
        if (inner.branch.node == 0) {
          Spec::Empty(inner.separator, memory);
          continue;
        }
        Inners::Set(memory, branch.node, kept, inner);
      } else if (kept < i) {
        Inners::Set(memory, branch.node, kept, inner);
      }
      ++kept;
    }
    if (kept == 0) {
      FreeNode(memory, branch.node);
      branch = {};
      return;
    }
    if (kept < header.count) Inners::SetCount(memory, branch.node, kept);
    if (header.level == 0) {
      branch.node = Leaf::Shrunk(memory, branch.node);
    } else {
      for (std::uint32_t i = 0; i + 1 < HeaderOf(arena, branch.node).count;) {
        if (CanMerge(arena, branch.node, i)) {
          Merge(memory, branch.node, i);
        } else {
          ++i;
        }
      }
      branch.node = Inners::Shrunk(memory, branch.node);
    }
    branch = BranchOf(arena, branch.node);
  }

  template <class Memory>
  static void FreeNode(Memory& memory, ChunkRef node) noexcept {
    if (HeaderOf(memory.arena(), node).level == 0) {
      Leaf::Free(memory, node);
    } else {
      Inners::Free(memory, node);
    }
  }
  template <class Memory>
  static void ClearNode(Memory& memory, ChunkRef node) noexcept {
    const Arena& arena = memory.arena();
    const ChunkHeader header = HeaderOf(arena, node);
    for (std::uint32_t i = 0; i < header.count; ++i) {
      if (header.level == 0) {
        Entry entry = Leaf::At(arena, node, i);
        Spec::Empty(entry, memory);
      } else {
        Inner inner = Inners::At(arena, node, i);
        Spec::Empty(inner.separator, memory);
        ClearNode(memory, inner.branch.node);
      }
    }
    FreeNode(memory, node);
  }

  Branch top_;
};

}  // namespace rulert
