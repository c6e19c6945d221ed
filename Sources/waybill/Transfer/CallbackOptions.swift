import ArgumentParser
import OSSSigning
import OSSWire

/// The callback after an upload: the flags of every command that uploads, or signs for somebody who will.
struct CallbackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What to tell an application server after the upload: JSON, file://PATH or -.", valueName: "json"))
    var callback: String?

    @Option(help: ArgumentHelp("Variables for the callback, their names x:…: JSON, file://PATH or -.", valueName: "json"))
    var callbackVar: String?

    /// How many of the values are read from stdin.
    var standardInputCount: Int { [callback, callbackVar].count { $0 == "-" } }

    /// Both values as a request carries them, in base 64, files and stdin read.
    /// - Throws: `CommandFailure` of usage for what OSS would refuse, after the upload has begun.
    func encoded() throws -> (callback: String?, variables: String?) {
        guard let callback else {
            if callbackVar != nil { throw CommandFailure.usage("--callback-var needs --callback") }
            return (nil, nil)
        }
        let encoded = Base64.encode(try InputText.resolve(callback, of: "--callback").utf8)
        let variables = try callbackVar.map { Base64.encode(try InputText.resolve($0, of: "--callback-var").utf8) }
        do { _ = try CallbackConfiguration(callback: encoded, variables: variables) } catch {
            throw CommandFailure.usage("--callback: \(error.message)")
        }
        return (encoded, variables)
    }
}
