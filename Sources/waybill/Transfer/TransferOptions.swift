import ArgumentParser
import OSSClient

/// How bytes are moved: the flags of every command that does, with ossutil's names.
struct TransferOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many parts are moved at the same time, 1 to 64.", valueName: "count"))
    var parallel = 4

    @Option(help: ArgumentHelp("Bytes in a part, 100K to 5G (default: by the size of the file).", valueName: "size"))
    var partSize: SizeArgument?

    @Option(help: ArgumentHelp("From this size on a file is moved in parts.", valueName: "size"))
    var bigfileThreshold = SizeArgument(argument: "64M")!

    @Option(help: ArgumentHelp("Bytes a second at most, for all parts together.", valueName: "size"))
    var bandwidthLimit: SizeArgument?

    @Option(help: ArgumentHelp("Where transfers in parts leave what they need to go on (default: in ~/.local/state/waybill).", valueName: "dir"))
    var checkpointDir: String?

    func validate() throws {
        guard (1...64).contains(parallel) else { throw ValidationError("--parallel is 1 to 64") }
        if let partSize, !(100 * 1024...5 * 1024 * 1024 * 1024).contains(partSize.bytes) { throw ValidationError("--part-size is 100K to 5G") }
        if let bandwidthLimit, bandwidthLimit.bytes < 1024 { throw ValidationError("--bandwidth-limit is at least 1K") }
    }

    /// The options of an upload.
    var upload: UploadOptions {
        var options = UploadOptions()
        options.parallelism = parallel
        options.partSize = partSize?.bytes
        options.multipartThreshold = bigfileThreshold.bytes
        options.bandwidthLimit = bandwidthLimit?.bytes
        options.checkpointDirectory = checkpointDirectory
        return options
    }

    /// The options of a download.
    var download: DownloadOptions {
        var options = DownloadOptions()
        options.parallelism = parallel
        options.partSize = partSize?.bytes
        options.multipartThreshold = bigfileThreshold.bytes
        options.bandwidthLimit = bandwidthLimit?.bytes
        options.checkpointDirectory = checkpointDirectory
        return options
    }

    /// Where what is needed to go on is kept.
    var checkpointDirectory: String? {
        if let checkpointDir { return checkpointDir }
        let variables = EnvironmentVariables.process
        if let state = variables["XDG_STATE_HOME"] { return "\(state)/waybill" }
        return variables["HOME"].map { "\($0)/.local/state/waybill" }
    }
}
