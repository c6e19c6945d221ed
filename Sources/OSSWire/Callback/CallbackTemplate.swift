import OSSSigning

/// The body of a callback with places for variables: `bucket=${bucket}&user=${x:user}`.
package struct CallbackTemplate: Sendable {
    private enum Piece: Sendable {
        case literal([UInt8])
        case variable(String)
    }

    private var pieces: [Piece] = []

    /// The most that a body may have once its variables are in place. A template of 5 KB can name a long key some hundred times.
    package static let maximumBytes = 1 << 20

    /// Splits a template. A `${` without its `}` is text like any other.
    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        let opening = Array("${".utf8)
        while let start = rest.firstRange(of: opening), let end = rest[start.upperBound...].firstIndex(of: UInt8(ascii: "}")) {
            if start.lowerBound > rest.startIndex { pieces.append(.literal(Array(rest[..<start.lowerBound]))) }
            pieces.append(.variable(String(decoding: rest[start.upperBound..<end], as: UTF8.self)))
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { pieces.append(.literal(Array(rest))) }
    }

    /// Whether the body tells height, width or format, for which somebody has to read the object's beginning.
    package var namesImage: Bool {
        pieces.contains { if case .variable(let name) = $0 { name.utf8.starts(with: "imageInfo.".utf8) } else { false } }
    }

    /// The body with its variables in place. An unknown variable is empty, which is `""` in JSON.
    /// - Returns: `nil` when the body would have more than ``maximumBytes``.
    package func render(_ type: CallbackBodyType, _ context: CallbackContext, variables: [CallbackVariable]) -> [UInt8]? {
        var body: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .literal(let bytes): body += bytes
            case .variable(let name): body += Self.encoded(Self.value(name, context, variables), type)
            }
            guard body.count <= Self.maximumBytes else { return nil }
        }
        return body
    }

    private static func value(_ name: String, _ context: CallbackContext, _ variables: [CallbackVariable]) -> CallbackValue {
        if let value = context.value(name) { return value }
        let own = variables.first { $0.name.utf8.elementsEqual(name.utf8) }
        return .text(own.map { Array($0.value.utf8) } ?? [])
    }

    private static func encoded(_ value: CallbackValue, _ type: CallbackBodyType) -> [UInt8] {
        switch (value, type) {
        case (.number(let number), _): Array(String(number).utf8)
        case (.text(let text), .form): Array(PercentEncoding.encode(text).utf8)
        case (.text(let text), .json): Array(JSONQuoting.quote(String(decoding: text, as: UTF8.self)).utf8)
        }
    }
}
