//! 地图 Areas and headcounts, grid topology, GeoJSON, map sheets.
//!
//! All geometry sits on the lattice of 1e-7 degree (about 1 cm), and every answer about what lies inside is exact. Points
//! and areas carry their datum as a type, so CGCS2000 never mixes with the offset datums of internet maps.

mod area;
mod counters;
mod exact;
pub mod geojson;
mod ground;
mod headcount;
mod outline;
mod shapes;
#[cfg(feature = "html")]
pub mod sheet;
mod topology;
mod village;

pub use area::Area;
pub use counters::Counters;
pub use ground::distance;
pub use headcount::{AreaCount, Exactness, Headcount, Near, Snapshot};
pub use topology::{Finding, GridArea, HousePlace, Piece, Topology, check_grids};
pub use village::{Density, IdPage, Reach, VillageCount, VillageSnapshot};

#[cfg(test)]
mod tests;
