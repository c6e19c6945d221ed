import OSSServer
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system says about this process, under the names that Prometheus has for it. Where there is no `/proc` it says nothing.
struct ProcessStatistics {
    private let fields: [Substring]
    private let bootTime: Int64?

    /// Reads `/proc/self`; `nil` where there is none.
    init?() {
        // The name of the program stands in parentheses and may hold blanks; the fields behind it do not. The first of them is the third of all.
        guard let status = Self.contents(of: "/proc/self/stat"), let end = status.lastIndex(of: ")") else { return nil }
        fields = status[status.index(after: end)...].split(whereSeparator: { $0 == " " || $0 == "\n" })
        let boot = Self.contents(of: "/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        bootTime = boot.flatMap { Int64($0.dropFirst(6)) }
    }

    func write(to text: inout PrometheusText) {
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        if let user = field(14), let system = field(15) {
            text.begin("process_cpu_seconds_total", .counter, "Processor time that the process has taken, in seconds.")
            text.add((Double(user) + Double(system)) / ticks)
        }
        if let pages = field(24) {
            text.begin("process_resident_memory_bytes", .gauge, "Resident memory, in bytes.")
            text.add(pages.multipliedReportingOverflow(by: Int64(max(1, sysconf(Int32(_SC_PAGESIZE))))).partialValue)
        }
        if let bytes = field(23) {
            text.begin("process_virtual_memory_bytes", .gauge, "Virtual memory, in bytes.")
            text.add(bytes)
        }
        if let open = Self.openDescriptors() {
            text.begin("process_open_fds", .gauge, "Open file descriptors.")
            text.add(open)
        }
        if let most = Self.maximumDescriptors() {
            text.begin("process_max_fds", .gauge, "How many file descriptors may be open.")
            text.add(most)
        }
        if let start = field(22), let bootTime {
            text.begin("process_start_time_seconds", .gauge, "When the process was started, in seconds since 1970.")
            text.add(Double(bootTime) + Double(start) / ticks)
        }
    }

    /// A field of `/proc/self/stat` by the number that proc(5) gives it.
    private func field(_ number: Int) -> Int64? {
        let index = number - 3
        return fields.indices.contains(index) ? Int64(fields[index]) : nil
    }

    private static func contents(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < 1024 * 1024 {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Without `.`, `..` and the folder itself.
        return max(0, count - 3)
    }

    private static func maximumDescriptors() -> UInt64? {
        var limit = rlimit()
        #if canImport(Glibc)
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        #else
        guard getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return nil }
        #endif
        return UInt64(limit.rlim_cur)
    }
}
