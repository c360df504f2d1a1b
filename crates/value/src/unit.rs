//! Dimensions and units.

use std::fmt;

use super::Decimal;
use crate::diag::did_you_mean;
use crate::sentence::{Argument, Explain, Sentence, say};

macro_rules! dimensions {
    ($($name:ident $text:literal $chinese:literal)*) => {
        /// What a quantity measures.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Dimension { $($name,)* }

        impl Dimension {
            /// Every dimension with its name in rules.
            pub const NAMES: &'static [(&'static str, Self)] = &[$(($text, Self::$name),)*];
        }

        impl Explain for Dimension {
            fn sentence(&self) -> Sentence {
                match self { $(Self::$name => say!($text, $chinese),)* }
            }
        }
    };
}

dimensions! {
    Mass "mass" "质量" Length "length" "长度" Area "area" "面积" Volume "volume" "体积"
    Voltage "voltage" "电压" Current "current" "电流" Power "power" "功率" Energy "energy" "能量"
    Charge "charge" "电量" Frequency "frequency" "频率" Temperature "temperature" "温度"
    LuminousFlux "luminous_flux" "光通量" Luminance "luminance" "亮度"
    SoundLevel "sound_level" "声级" Pixels "pixels" "像素" DataSize "data_size" "数据量"
    Fraction "fraction" "比例" Concentration "concentration" "浓度" Force "force" "力"
    Pressure "pressure" "压力" FluxDensity "flux_density" "磁通密度"
    ReleaseRate "release_rate" "释放率" AreaDensity "area_density" "面密度" Speed "speed" "速度"
    PowerDensity "power_density" "功率密度" Count "count" "数量"
}

impl Argument for Dimension {
    fn write(&self, english: &mut String) -> Option<Sentence> {
        self.sentence().write(english)
    }
}

impl Dimension {
    /// The dimension of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, dimension)| *dimension)
    }

    /// The name in rules.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, dimension)| *dimension == self)
            .map_or("", |(name, _)| name)
    }

    /// The dimension of a product, where it has a name.
    pub fn times(self, other: Self) -> Option<Self> {
        use Dimension::{
            Area, AreaDensity, Charge, Concentration, Current, Energy, Force, Length, Mass, Power,
            Pressure, Voltage, Volume,
        };
        Some(match (self.min(other), self.max(other)) {
            (Self::Fraction, d) | (d, Self::Fraction) => d,
            (Length, Length) => Area,
            (Length, Area) => Volume,
            (Voltage, Current) => Power,
            (Voltage, Charge) => Energy,
            (Area, AreaDensity) => Mass,
            (Volume, Concentration) => Mass,
            (Area, Pressure) => Force,
            _ => return None,
        })
        .filter(|_| self != Power || other == Self::Fraction)
    }

    /// The dimension of a quotient, where it has a name.
    pub fn over(self, other: Self) -> Option<Self> {
        Self::NAMES
            .iter()
            .map(|(_, quotient)| *quotient)
            .find(|quotient| *quotient != Self::Fraction && quotient.times(other) == Some(self))
            .or_else(|| (other == Self::Fraction).then_some(self))
    }

    /// The units of the dimension.
    pub fn units(self) -> impl Iterator<Item = &'static str> {
        UNITS
            .iter()
            .filter(move |unit| unit.dimension == self)
            .map(|unit| unit.symbol)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Debug, PartialEq)]
struct Definition {
    symbol: &'static str,
    dimension: Dimension,
    /// One unit in the base unit of the dimension, as digits and decimal places.
    factor: (i64, u32),
    /// What is added to the value before the factor applies, in tenths and hundredths.
    offset: (i64, u32),
    /// A divisor, for the one unit whose factor is not a finite decimal.
    divisor: i64,
    /// What catalogues write besides the symbol, in small letters.
    aliases: &'static [&'static str],
}

const fn unit(
    symbol: &'static str,
    dimension: Dimension,
    digits: i64,
    places: u32,
    aliases: &'static [&'static str],
) -> Definition {
    Definition {
        symbol,
        dimension,
        factor: (digits, places),
        offset: (0, 0),
        divisor: 1,
        aliases,
    }
}

/// Every unit. The factors are exact: the international pound, inch and ounce, the US gallon.
static UNITS: &[Definition] = &[
    unit(
        "g",
        Dimension::Mass,
        1,
        0,
        &[
            "gr",
            "gram",
            "grams",
            "gramm",
            "gramme",
            "grammes",
            "gramo",
            "gramos",
            "grammo",
            "grammi",
            "grama",
            "gramas",
            "gramy",
            "г",
            "гр",
            "克",
            "グラム",
            "그램",
        ],
    ),
    unit("ug", Dimension::Mass, 1, 6, &["µg", "μg", "mcg"]),
    unit(
        "mg",
        Dimension::Mass,
        1,
        3,
        &["milligram", "milligrams", "毫克"],
    ),
    unit(
        "kg",
        Dimension::Mass,
        1000,
        0,
        &[
            "kgs",
            "kilogram",
            "kilograms",
            "kilogramm",
            "kilogramme",
            "kilogrammes",
            "kilogramo",
            "kilogramos",
            "chilogrammo",
            "chilogrammi",
            "quilograma",
            "quilogramas",
            "кг",
            "千克",
            "公斤",
            "キログラム",
            "킬로그램",
        ],
    ),
    unit("t", Dimension::Mass, 1_000_000, 0, &["吨"]),
    unit(
        "oz",
        Dimension::Mass,
        28_349_523_125,
        9,
        &["ounce", "ounces"],
    ),
    unit(
        "lb",
        Dimension::Mass,
        45_359_237,
        5,
        &["lbs", "pound", "pounds", "磅"],
    ),
    unit(
        "m",
        Dimension::Length,
        1,
        0,
        &["metre", "metres", "meter", "meters", "米"],
    ),
    unit("um", Dimension::Length, 1, 6, &["µm", "μm"]),
    unit(
        "mm",
        Dimension::Length,
        1,
        3,
        &[
            "millimetre",
            "millimetres",
            "millimeter",
            "millimeters",
            "millimètre",
            "millimètres",
            "milímetros",
            "millimetri",
            "мм",
            "毫米",
            "ミリ",
        ],
    ),
    unit(
        "cm",
        Dimension::Length,
        1,
        2,
        &[
            "centimetre",
            "centimetres",
            "centimeter",
            "centimeters",
            "zentimeter",
            "centimètre",
            "centimètres",
            "centímetros",
            "centimetri",
            "см",
            "厘米",
            "公分",
            "センチ",
        ],
    ),
    unit("km", Dimension::Length, 1000, 0, &["公里"]),
    unit(
        "inch",
        Dimension::Length,
        254,
        4,
        &["in", "inches", "\"", "英寸"],
    ),
    unit("ft", Dimension::Length, 3048, 4, &["foot", "feet"]),
    unit("yd", Dimension::Length, 9144, 4, &["yard", "yards"]),
    unit("m2", Dimension::Area, 1, 0, &["m²", "sqm"]),
    unit("mm2", Dimension::Area, 1, 6, &["mm²"]),
    unit("cm2", Dimension::Area, 1, 4, &["cm²"]),
    unit(
        "l",
        Dimension::Volume,
        1,
        3,
        &["litre", "litres", "liter", "liters", "升"],
    ),
    unit("ul", Dimension::Volume, 1, 9, &["µl", "μl"]),
    unit(
        "ml",
        Dimension::Volume,
        1,
        6,
        &[
            "millilitre",
            "millilitres",
            "milliliter",
            "milliliters",
            "毫升",
        ],
    ),
    unit(
        "hl",
        Dimension::Volume,
        1,
        1,
        &["hectolitre", "hectolitres"],
    ),
    unit("cl", Dimension::Volume, 1, 5, &[]),
    unit("dl", Dimension::Volume, 1, 4, &[]),
    unit("m3", Dimension::Volume, 1, 0, &["m³"]),
    unit(
        "fl_oz",
        Dimension::Volume,
        295_735_295_625,
        16,
        &["fl oz", "fl. oz", "fl.oz", "fluid ounces"],
    ),
    unit(
        "gal",
        Dimension::Volume,
        3_785_411_784,
        12,
        &["gallon", "gallons"],
    ),
    unit("V", Dimension::Voltage, 1, 0, &["volt", "volts", "伏"]),
    unit("mV", Dimension::Voltage, 1, 3, &[]),
    unit("kV", Dimension::Voltage, 1000, 0, &[]),
    unit("A", Dimension::Current, 1, 0, &["amp", "amps", "ampere"]),
    unit("uA", Dimension::Current, 1, 6, &["µa"]),
    unit("mA", Dimension::Current, 1, 3, &[]),
    unit("W", Dimension::Power, 1, 0, &["watt", "watts", "瓦"]),
    unit("mW", Dimension::Power, 1, 3, &[]),
    unit("kW", Dimension::Power, 1000, 0, &[]),
    unit(
        "Wh",
        Dimension::Energy,
        1,
        0,
        &["watt hour", "watt hours", "watt_hours", "瓦时"],
    ),
    unit("kWh", Dimension::Energy, 1000, 0, &[]),
    Definition {
        symbol: "J",
        dimension: Dimension::Energy,
        factor: (1, 0),
        offset: (0, 0),
        divisor: 3600,
        aliases: &["joule", "joules"],
    },
    Definition {
        symbol: "kJ",
        dimension: Dimension::Energy,
        factor: (1000, 0),
        offset: (0, 0),
        divisor: 3600,
        aliases: &[],
    },
    Definition {
        symbol: "MJ",
        dimension: Dimension::Energy,
        factor: (1_000_000, 0),
        offset: (0, 0),
        divisor: 3600,
        aliases: &[],
    },
    Definition {
        symbol: "kcal",
        dimension: Dimension::Energy,
        factor: (4184, 0),
        offset: (0, 0),
        divisor: 3600,
        aliases: &[],
    },
    unit("Ah", Dimension::Charge, 1, 0, &[]),
    unit(
        "mAh",
        Dimension::Charge,
        1,
        3,
        &["milliampere hours", "milliamp hours", "毫安时"],
    ),
    unit("Hz", Dimension::Frequency, 1, 0, &[]),
    unit("kHz", Dimension::Frequency, 1000, 0, &[]),
    unit("MHz", Dimension::Frequency, 1_000_000, 0, &[]),
    unit("GHz", Dimension::Frequency, 1_000_000_000, 0, &[]),
    Definition {
        symbol: "°C",
        dimension: Dimension::Temperature,
        factor: (1, 0),
        offset: (27315, 2),
        divisor: 1,
        aliases: &["degc", "℃", "摄氏度"],
    },
    Definition {
        symbol: "°F",
        dimension: Dimension::Temperature,
        factor: (5, 0),
        offset: (45967, 2),
        divisor: 9,
        aliases: &["degf", "℉"],
    },
    unit("K", Dimension::Temperature, 1, 0, &["kelvin"]),
    unit(
        "lm",
        Dimension::LuminousFlux,
        1,
        0,
        &["lumen", "lumens", "流明"],
    ),
    unit(
        "cd/m2",
        Dimension::Luminance,
        1,
        0,
        &["nit", "nits", "cd/m²"],
    ),
    unit("dB", Dimension::SoundLevel, 1, 0, &["db(a)", "dba", "分贝"]),
    unit("px", Dimension::Pixels, 1, 0, &["pixel", "pixels", "像素"]),
    unit("byte", Dimension::DataSize, 1, 0, &["bytes"]),
    unit("KB", Dimension::DataSize, 1000, 0, &[]),
    unit("MB", Dimension::DataSize, 1_000_000, 0, &[]),
    unit("GB", Dimension::DataSize, 1_000_000_000, 0, &[]),
    unit("%", Dimension::Fraction, 1, 2, &["percent", "pct", "％"]),
    unit("ppm", Dimension::Fraction, 1, 6, &[]),
    unit("ppb", Dimension::Fraction, 1, 9, &[]),
    unit("mg/kg", Dimension::Fraction, 1, 6, &[]),
    unit("g/kg", Dimension::Fraction, 1, 3, &[]),
    unit("g/l", Dimension::Concentration, 1000, 0, &[]),
    unit("mg/ml", Dimension::Concentration, 1000, 0, &[]),
    unit("mg/l", Dimension::Concentration, 1, 0, &[]),
    unit("ug/ml", Dimension::Concentration, 1, 0, &[]),
    unit("N", Dimension::Force, 1, 0, &["newton"]),
    unit("kN", Dimension::Force, 1000, 0, &[]),
    unit("Pa", Dimension::Pressure, 1, 0, &[]),
    unit("kPa", Dimension::Pressure, 1000, 0, &[]),
    unit("bar", Dimension::Pressure, 100_000, 0, &[]),
    unit("T", Dimension::FluxDensity, 1, 0, &["tesla"]),
    unit("mT", Dimension::FluxDensity, 1, 3, &[]),
    unit("gauss", Dimension::FluxDensity, 1, 4, &[]),
    unit(
        "ug/cm2/week",
        Dimension::ReleaseRate,
        1,
        0,
        &["µg/cm²/week", "μg/cm2/week"],
    ),
    unit("g/m2", Dimension::AreaDensity, 1, 0, &["gsm", "g/m²"]),
    unit("km/h", Dimension::Speed, 1, 0, &["kmh", "kph"]),
    unit("mW/cm2", Dimension::PowerDensity, 1, 0, &["mw/cm²"]),
    unit(
        "piece",
        Dimension::Count,
        1,
        0,
        &["pieces", "pcs", "pc", "件"],
    ),
    unit("pair", Dimension::Count, 2, 0, &["pairs", "双"]),
    unit("dozen", Dimension::Count, 12, 0, &["doz", "打"]),
];

/// A unit of measure.
#[derive(Debug, Clone, Copy)]
pub struct Unit(&'static Definition);

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.0.symbol == other.0.symbol
    }
}

impl Eq for Unit {}

impl Unit {
    /// The unit of a symbol as rules write it.
    pub fn parse(symbol: &str) -> Option<Self> {
        let symbol = match symbol {
            "degC" => "°C",
            "degF" => "°F",
            other => other,
        };
        UNITS.iter().find(|unit| unit.symbol == symbol).map(Self)
    }

    /// The unit of what catalogues write: the symbol in any case if no other unit has it, or a word.
    pub fn lookup(text: &str) -> Option<Self> {
        if let Some(unit) = Self::parse(text) {
            return Some(unit);
        }
        let lower = text.to_lowercase();
        let mut found = UNITS.iter().filter(|unit| {
            unit.symbol.to_lowercase() == lower || unit.aliases.contains(&lower.as_str())
        });
        match (found.next(), found.next()) {
            (Some(unit), None) => Some(Self(unit)),
            _ => None,
        }
    }

    /// The symbol nearest to what was written.
    pub fn suggest(text: &str) -> Option<String> {
        Self::lookup(text)
            .map(|unit| unit.symbol().to_owned())
            .or_else(|| did_you_mean(text, UNITS.iter().map(|unit| unit.symbol)))
    }

    /// The symbol.
    pub fn symbol(self) -> &'static str {
        self.0.symbol
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.0.dimension
    }

    pub(super) fn factor(self) -> (Decimal, Decimal, Decimal) {
        let (digits, places) = self.0.factor;
        let (offset, offset_places) = self.0.offset;
        (
            Decimal::new(digits, places),
            Decimal::new(offset, offset_places),
            Decimal::from(self.0.divisor),
        )
    }

    /// The unit in which a result of the dimension is shown.
    pub(super) fn base(dimension: Dimension) -> Option<Self> {
        let one = Decimal::ONE;
        UNITS
            .iter()
            .map(Self)
            .find(|unit| {
                unit.dimension() == dimension && unit.factor() == (one, Decimal::ZERO, one)
            })
            .or_else(|| {
                UNITS
                    .iter()
                    .find(|unit| unit.dimension == dimension)
                    .map(Self)
            })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}
