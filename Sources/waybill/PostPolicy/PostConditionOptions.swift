import ArgumentParser
import OSSSigning
import OSSWire

/// What a form's fields and file have to be like.
struct PostConditionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The largest file: 10485760, 10M.", valueName: "bytes"))
    var maxSize: SizeArgument?

    @Option(help: ArgumentHelp("The smallest file (default: 0).", valueName: "bytes"))
    var minSize: SizeArgument?

    @Option(help: ArgumentHelp("The type that files must have (repeatable for a list), or one pattern such as image/*.", valueName: "type"))
    var contentType: [String] = []

    @Option(help: ArgumentHelp("A type that files must not have (repeatable).", valueName: "type"))
    var notContentType: [String] = []

    @Option(help: ArgumentHelp("A field must have exactly this value (repeatable). The form is printed without it.", valueName: "field=value"))
    var eq: [PairArgument] = []

    @Option(help: ArgumentHelp("A field's value must begin so (repeatable).", valueName: "field=prefix"))
    var startsWith: [PairArgument] = []

    @Option(name: .customLong("in"), help: ArgumentHelp("A field must have one of these values (repeatable).", valueName: "field=a,b,c"))
    var isIn: [PairArgument] = []

    @Option(help: ArgumentHelp("A field must have none of these values (repeatable).", valueName: "field=a,b,c"))
    var notIn: [PairArgument] = []

    /// The largest file that OSS takes in one request.
    private static let largestUpload: Int64 = 5 << 30

    /// - Throws: `CommandFailure` for what a policy cannot say.
    func add(to builder: inout PostPolicyBuilder) throws {
        if maxSize != nil || minSize != nil {
            let lower = minSize?.bytes ?? 0
            let upper = maxSize?.bytes ?? Self.largestUpload
            guard lower <= upper else { throw CommandFailure.usage("--min-size is larger than --max-size") }
            builder.conditions.append(.contentLength(lower...upper))
        }
        try addContentType(to: &builder)
        if !notContentType.isEmpty { builder.conditions.append(.field(name: "content-type", .isNotIn(notContentType))) }
        for pair in eq { builder.conditions.append(.field(name: pair.name, .equals(pair.value))) }
        for pair in startsWith { builder.conditions.append(.field(name: pair.name, .startsWith(pair.value))) }
        for pair in isIn { builder.conditions.append(.field(name: pair.name, .isIn(Self.list(pair.value)))) }
        for pair in notIn { builder.conditions.append(.field(name: pair.name, .isNotIn(Self.list(pair.value)))) }
    }

    private func addContentType(to builder: inout PostPolicyBuilder) throws {
        guard let first = contentType.first else { return }
        let patterns = contentType.filter { $0.contains("*") }
        if patterns.isEmpty {
            if contentType.count == 1 {
                builder.fields.append(FormField("Content-Type", first))
            } else {
                builder.conditions.append(.field(name: "content-type", .isIn(contentType)))
            }
            return
        }
        guard contentType.count == 1, first.utf8.last == UInt8(ascii: "*"), !first.dropLast().contains("*") else {
            throw CommandFailure.usage("--content-type: a policy takes a list of whole types, or one pattern that ends with *")
        }
        builder.conditions.append(.field(name: "content-type", .startsWith(String(first.dropLast()))))
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
