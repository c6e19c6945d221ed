/// Says how long something is.
package enum LengthOfTime {
    /// In the two largest units that it has: 90 seconds are `1 min 30 s`. The sign is left out.
    package static func text(seconds: Int64) -> String {
        let seconds = seconds.magnitude
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return seconds % 60 == 0 ? "\(seconds / 60) min" : "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400: return seconds % 3600 < 60 ? "\(seconds / 3600) h" : "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h"
        }
    }
}
