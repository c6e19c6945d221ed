/// What the benchmarks need of the signing library as a program: many presigned targets for a load generator, and a path to count instructions of.
///
///     SigningProbe targets ID:SECRET METHOD BUCKET KEY-PREFIX COUNT UNIX-TIME
///     SigningProbe count presign-v4|verify-v4|presign-v1|verify-v1|wasteful-v4|wasteful-v1 ROUNDS
@main
struct SigningProbe {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("targets", 7): try PresignedTargets(arguments: Array(arguments.dropFirst())).write()
        case ("count", 3): try CountedPath(named: arguments[1]).run(rounds: arguments[2])
        default: fatalError("usage: SigningProbe targets ID:SECRET METHOD BUCKET KEY-PREFIX COUNT UNIX-TIME | count PATH ROUNDS")
        }
    }
}

/// What is wrong with the arguments.
struct UsageError: Error {
    let message: String
}
