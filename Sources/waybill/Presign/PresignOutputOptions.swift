import ArgumentParser
import HTTPTypes
import OSSSigning
import OSSSnippets

extension SnippetLanguage: ExpressibleByArgument {}
extension Terminal.ColorChoice: ExpressibleByArgument {}

/// What `presign` prints: data on stdout, everything else on stderr.
struct PresignOutputOptions: ParsableArguments {
    @Option(
        name: [.customLong("output-format"), .customLong("output")],
        help: "raw (or text) prints the URL alone; json, yaml and xml print method, URL, expiration, signed headers and hazards.")
    var format: PresignFormat?

    @Flag(help: "The same as --output-format json.")
    var json = false

    @Option(
        name: .customLong("print"),
        help: ArgumentHelp("Print a whole program that uses the URL, in place of the URL.", valueName: "client"))
    var language: SnippetLanguage?

    @Option(name: .customLong("file"), help: "The file that the printed program sends or writes (default: the last component of the key).")
    var fileName: String?

    @Flag(help: "Say what the URL limits, and who enforces it.")
    var explainLimits = false

    @Flag(name: [.customShort("n"), .long], help: "Print no URL; show on stderr what would be signed.")
    var dryRun = false

    @Flag(help: "Show on stderr what is signed: the canonical request and the string to sign.")
    var debug = false

    @Flag(name: .shortAndLong, help: "No notes on stderr, errors only.")
    var quiet = false

    @Option(help: "Whether notes are coloured: auto, always or never. NO_COLOR wins.")
    var color = Terminal.ColorChoice.auto

    /// Whether the strings that are signed are shown.
    var showsTrace: Bool { dryRun || debug }

    private var chosenFormat: PresignFormat { json ? .json : format ?? .raw }

    /// Checks that the flags fit together.
    func check(isBatch: Bool) throws {
        if json, let format, format != .json { throw CommandFailure.usage("give either --json or --output-format") }
        guard language != nil else {
            guard fileName == nil else { throw CommandFailure.usage("--file belongs to --print") }
            return
        }
        guard !isBatch else { throw CommandFailure.usage("--print makes a program for one URL") }
        guard chosenFormat == .raw else { throw CommandFailure.usage("give either --print or --output-format") }
        guard fileName?.isEmpty != true, fileName?.utf8.contains(0) != true else { throw CommandFailure.usage("--file: not a name") }
    }

    /// A note for people.
    func note(_ text: String) {
        if !quiet { Console.note("\(Terminal.standardError(color: color).styled("note:", .caution)) \(text)") }
    }

    /// A warning, which --quiet does not silence: it was asked for.
    func warn(_ text: String) { Console.note("\(Terminal.standardError(color: color).styled("warning:", .caution)) \(text)") }

    func write(
        _ presigned: PresignedRequest, key: ObjectKey?, trace: SigningTrace?, report: EnforcementReport, check: PermissionCheck?
    ) throws {
        if let trace {
            if let canonical = trace.canonicalRequest { Console.note("canonical request:\n\(RedactedText.signing(canonical.text))") }
            Console.note("string to sign:\n\(RedactedText.signing(trace.stringToSign.text))")
        }
        var text: String
        do {
            text =
                try language.map { try Snippet.program(for: SnippetRequest(presigned, fileName: fileName, key: key), in: $0) }
                ?? PresignOutput(presigned, limits: explainLimits ? report.lines : nil, check: check).text(chosenFormat)
        } catch let error as SnippetError {
            throw CommandFailure.usage("--print: \(error)")
        }
        if !dryRun { Console.data(text) }
        guard chosenFormat == .raw else { return }
        if explainLimits { Console.note(report.text) }
        guard !quiet else { return }
        if language == nil { for field in presigned.signedHeaders { Console.note("send with it: \(field.name.rawName): \(field.value)") } }
        for hazard in presigned.hazards where language == nil || hazard != .contentTypeNotSigned { note("\(hazard)") }
    }
}
