#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The process's limit on open descriptors.
package enum DescriptorLimit {
    /// Raises the soft limit to the hard one, as far as the system lets us, and returns the limit that holds then.
    package static func raise() throws -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { throw POSIXFailure(call: "getrlimit") }
        let wanted = highest(hard: limit.rlim_max)
        if limit.rlim_cur < wanted {
            var raised = limit
            raised.rlim_cur = wanted
            // When the system refuses, the old limit holds: it is read back, not assumed.
            _ = setrlimit(resource, &raised)
            guard getrlimit(resource, &limit) == 0 else { throw POSIXFailure(call: "getrlimit") }
        }
        return Int(exactly: limit.rlim_cur) ?? Int.max
    }

    #if canImport(Darwin)
    private static var resource: Int32 { RLIMIT_NOFILE }
    /// Darwin says "infinite" and accepts `OPEN_MAX` at most.
    private static func highest(hard: rlim_t) -> rlim_t { min(hard, rlim_t(OPEN_MAX)) }
    #elseif canImport(Musl)
    private static var resource: Int32 { RLIMIT_NOFILE }
    private static func highest(hard: rlim_t) -> rlim_t { hard }
    #else
    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    private static func highest(hard: rlim_t) -> rlim_t { hard }
    #endif
}
