import ArgumentParser
import OSSSigning

/// `--include` and `--exclude`, in the order in which they stand: the last one that matches a name decides. A name that none matches is taken,
/// unless the first of them is an `--include`.
struct NameFilterOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take what matches: * any text, ? one character, [a-z] one of these. It is compared with the name and with the path (repeatable).",
            valueName: "pattern"))
    var include: [String] = []

    @Option(
        help: ArgumentHelp("Leave out what matches. Of --include and --exclude the last that matches decides (repeatable).", valueName: "pattern"))
    var exclude: [String] = []

    var filter: NameFilter { NameFilter(include: include, exclude: exclude, arguments: CommandLine.arguments) }
}

/// Which names are taken.
struct NameFilter: Sendable {
    private struct Rule: Sendable {
        let includes: Bool
        let pattern: NamePattern
    }

    private let rules: [Rule]

    /// - Parameter arguments: the command line, which says in which order the patterns stand.
    init(include: [String], exclude: [String], arguments: [String] = []) {
        var (includes, excludes) = (include[...], exclude[...])
        var rules: [Rule] = []
        for argument in arguments {
            if argument == "--include" || argument.hasPrefix("--include="), let pattern = includes.popFirst() {
                rules.append(Rule(includes: true, pattern: NamePattern(pattern)))
            } else if argument == "--exclude" || argument.hasPrefix("--exclude="), let pattern = excludes.popFirst() {
                rules.append(Rule(includes: false, pattern: NamePattern(pattern)))
            }
        }
        rules += includes.map { Rule(includes: true, pattern: NamePattern($0)) }
        rules += excludes.map { Rule(includes: false, pattern: NamePattern($0)) }
        self.rules = rules
    }

    /// - Parameter path: a key or a path, its parts separated by slashes.
    func takes(_ path: some Collection<UInt8>) -> Bool {
        guard let first = rules.first else { return true }
        let path = Array(path)
        let name = path.lastIndex(of: ASCII.slash).map { Array(path[($0 + 1)...]) } ?? path
        var isTaken = !first.includes
        for rule in rules where rule.pattern.matches(name) || rule.pattern.matches(path) { isTaken = rule.includes }
        return isTaken
    }
}

/// A pattern of a shell: `*`, `?`, `[abc]`, `[a-z]`, `[!a]`. It works on Unicode scalars, and never looks back further than the last star.
struct NamePattern: Sendable {
    private enum Piece: Sendable {
        case text(Unicode.Scalar)
        case any
        case star
        case oneOf([ClosedRange<UInt32>], negated: Bool)
    }

    private let pieces: [Piece]

    init(_ pattern: String) {
        var pieces: [Piece] = []
        var rest = Array(pattern.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": pieces.append(.star)
            case "?": pieces.append(.any)
            case "[":
                if let (piece, count) = Self.set(rest) {
                    pieces.append(piece)
                    rest = rest.dropFirst(count)
                } else {
                    pieces.append(.text(scalar))
                }
            default: pieces.append(.text(scalar))
            }
        }
        self.pieces = pieces
    }

    /// A set behind its `[`, and how many scalars it takes; `nil` when nothing closes it.
    private static func set(_ scalars: ArraySlice<Unicode.Scalar>) -> (Piece, Int)? {
        var rest = scalars
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest = rest.dropFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        while let low = rest.popFirst() {
            if low == "]", !ranges.isEmpty { return (.oneOf(ranges, negated: isNegated), scalars.count - rest.count) }
            var high = low
            if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
                high = end
                rest = rest.dropFirst(2)
            }
            if low.value <= high.value { ranges.append(low.value...high.value) } else { ranges.append(low.value...low.value) }
        }
        return nil
    }

    func matches(_ name: [UInt8]) -> Bool {
        let text = Array(String(decoding: name, as: UTF8.self).unicodeScalars)
        var (position, piece) = (0, 0)
        var star: (position: Int, piece: Int)?
        while position < text.count {
            if piece < pieces.count, case .star = pieces[piece] {
                star = (position, piece)
                piece += 1
            } else if piece < pieces.count, Self.fits(pieces[piece], text[position]) {
                position += 1
                piece += 1
            } else if let last = star {
                star = (last.position + 1, last.piece)
                (position, piece) = (last.position + 1, last.piece + 1)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { if case .star = $0 { true } else { false } }
    }

    private static func fits(_ piece: Piece, _ scalar: Unicode.Scalar) -> Bool {
        switch piece {
        case .text(let wanted): wanted == scalar
        case .any, .star: true
        case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar.value) } != isNegated
        }
    }
}
