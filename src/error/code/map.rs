//! 地图 Codes of `map`.

codes! {
    COORDINATE_SWAPPED: Invalid, "map.coordinate.swapped",
        "坐标（{lon}, {lat}）的经度和纬度写反了。请把经度写在前，纬度写在后。",
        "({lon}, {lat}) has latitude first; write longitude first, then latitude";
    COORDINATE_OUTSIDE: Invalid, "map.coordinate.outside",
        "坐标（{lon}, {lat}）在预期范围（{extent}）之外。请核对坐标系和单位，应为十进制度。",
        "({lon}, {lat}) is outside the expected extent ({extent}); check datum and unit, decimal degrees are expected";
    AREA_EMPTY: Invalid, "map.area.empty",
        "区域没有任何边界点。请重新划定区域。",
        "the area has no outline; draw it again";
    AREA_RADIUS: Invalid, "map.area.radius",
        "半径 {value} 米太小，画不成区域。请填写至少 0.1 米。",
        "a radius of {value} metres makes no area; give at least 0.1 metres";
    AREA_BEYOND: Invalid, "map.area.beyond",
        "{at} 周围 {metres} 米的区域越过极点或180度经线，无法表示。请缩小半径，或在两侧分别划定。",
        "what lies within {metres} metres of {at} reaches beyond a pole or the 180th meridian; take a smaller radius, or draw each side by itself";
    OUTLINE_FEW: Invalid, "map.outline.few_points",
        "边界在 {at} 处的环少于三个不同的点。请补齐边界点。",
        "the ring at {at} has fewer than three distinct points; complete it";
    OUTLINE_FLAT: Invalid, "map.outline.flat",
        "边界在 {at} 处的环没有面积。请重新划定边界。",
        "the ring at {at} encloses nothing; draw it again";
    OUTLINE_CROSSES: Invalid, "map.outline.crosses",
        "边界在 {at} 处自相交或自相接。请修改该处的边界点。",
        "the outline crosses or touches itself at {at}; move the points there";
    OUTLINE_RINGS_CROSS: Invalid, "map.outline.rings_cross",
        "两条边界环在 {at} 处相交或重合。请修改该处的边界点。",
        "two rings cross or run along each other at {at}; move the points there";
    OUTLINE_HOLE: Invalid, "map.outline.hole",
        "内环（洞）在 {at} 处不在外环之内，或与别的内环重叠。请核对内环。",
        "the hole at {at} is not inside its outer ring or overlaps another hole; check it";
    OUTLINE_PARTS: Invalid, "map.outline.parts",
        "多部分区域中，{at} 处的部分与另一部分重叠或共边。请合并这两部分。",
        "the part at {at} overlaps another part or shares an edge with it; merge the two";
    GEOJSON_TEXT: Invalid, "map.geojson.text",
        "文件不是 GeoJSON 要素集合：{reason}。请导出为 FeatureCollection 后再读。",
        "the text is no GeoJSON feature collection: {reason}; export it as a FeatureCollection";
    GEOJSON_CRS_UNKNOWN: Unknown, "map.geojson.crs_unknown",
        "文件声明的坐标系“{found}”不认识。可用：CRS84、EPSG:4326、EPSG:4490。请先转换坐标系。",
        "the file names coordinate system `{found}`, which is unknown; convert to CRS84, EPSG:4326 or EPSG:4490";
    GEOJSON_CRS_DIFFERS: Invalid, "map.geojson.crs_differs",
        "文件声明的坐标系是 {found}，读入时却声明为 {stated}。请核对坐标系，不得混用。",
        "the file names {found} but is read as {stated}; find out which is right, datums must not mix";
    GEOJSON_FEATURE: Invalid, "map.geojson.feature",
        "该要素不符合 GeoJSON 格式：{reason}。请修正后重新导出。",
        "this feature is not valid GeoJSON: {reason}; repair and export it again";
    GEOJSON_GEOMETRY: Invalid, "map.geojson.geometry",
        "该要素的几何类型是 {found}，应为 Polygon 或 MultiPolygon。请只导出面要素。",
        "this feature's geometry is {found}; export polygons and multipolygons only";
    GEOJSON_RING_OPEN: Invalid, "map.geojson.ring_open",
        "该要素的环没有闭合，起点 {at}。请让最后一点与第一点相同。",
        "a ring that starts at {at} is not closed; repeat its first point at the end";
    GEOJSON_PROPERTIES: Invalid, "map.geojson.properties",
        "该要素的属性不符合要求：{reason}。请补齐或改正属性。",
        "the properties of this feature do not fit: {reason}; complete or correct them";
    HEADCOUNT_TWICE: Conflict, "map.headcount.twice",
        "房屋“{key}”在名单中出现两次。请删除重复的一行。",
        "house `{key}` appears twice; remove one of the two";
    HEADCOUNT_UNKNOWN: NotFound, "map.headcount.unknown",
        "名单中没有房屋“{key}”。请先登记房屋。",
        "house `{key}` is not in the index; register it first";
    HEADCOUNT_BELOW_ZERO: Invalid, "map.headcount.below_zero",
        "房屋“{key}”的人数将小于零。请核对迁入迁出记录。",
        "the headcount of house `{key}` would fall below zero; check who moved in and out";
    HEADCOUNT_FULL: Unsupported, "map.headcount.full",
        "人数统计索引已满（房屋超过 42 亿栋或人数超过上限）。请按村拆分。",
        "the headcount index is full; split it by village";
    HEADCOUNT_OTHER_UNIT: Invalid, "map.headcount.other_unit",
        "这份人数统计属于 {found}，不是 {wanted}。请用本村的统计。",
        "this headcount is of {found}, not of {wanted}; use the one of this village";
    SHEET_OUTLINE: NotFound, "map.sheet.outline",
        "没有{of}“{value}”的轮廓，不能出图。请先导入其地图。",
        "there is no outline of {of} `{value}` to draw; import its map first";
}
