import ArgumentParser

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A command as the parser describes it: the parts of its JSON that a manual needs.
struct CommandDescription: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [CommandDescription]?
    let arguments: [Argument]?

    /// A flag, an option or a positional argument.
    struct Argument: Decodable {
        let kind: Kind
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let discussion: String?
        let defaultValue: String?
        let allValues: [String]?
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool

        enum Kind: String, Decodable { case positional, option, flag }

        struct Name: Decodable {
            let kind: String
            let name: String

            /// Without the hyphen that begins every option: `-version`, `q`.
            var text: String { kind == "long" ? "-\(name)" : name }
        }
    }

    private struct Tool: Decodable { let command: CommandDescription }

    /// The whole tool.
    static func tool() throws -> CommandDescription {
        try JSONDecoder().decode(Tool.self, from: Data(WaybillCommand._dumpHelp().utf8)).command
    }
}
