import ArgumentParser

/// The flags of `serve` that let an operator look on.
struct ObservationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The address of the admin port: /livez, /readyz and /metrics for whoever reaches it.", valueName: "host"))
    var adminListen = "127.0.0.1"

    @Option(help: "The admin port; 0 picks a free one, which the ready file and `waybill health` know.")
    var adminPort = 0

    @Flag(help: "Open no admin port.")
    var noAdmin = false

    @Option(
        help: ArgumentHelp(
            "Not ready any more below this much free space (default: 256M, or a twentieth of a small disk).", valueName: "size"))
    var minFree: SizeArgument?

    @Option(
        help: ArgumentHelp(
            "Append a line for each request in the format of OSS's access logs; - is stdout. SIGHUP opens the file anew.", valueName: "file"),
        completion: .file())
    var accessLog: String?

    @Option(help: "The form of the log on stderr: text or json (an object a line).")
    var logFormat = LogFormat.text

    enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

    func validate() throws {
        guard (0...65_535).contains(adminPort) else { throw ValidationError("--admin-port is 0 to 65535") }
        guard !noAdmin || (adminPort == 0 && adminListen == "127.0.0.1") else {
            throw ValidationError("give either --no-admin or --admin-port and --admin-listen")
        }
        guard !adminListen.isEmpty else { throw ValidationError("--admin-listen is an address") }
        guard accessLog != "" else { throw ValidationError("--access-log is a file, or - for stdout") }
    }
}
